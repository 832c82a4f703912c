package io.tandem.ipc.testkit;

import java.io.Serializable;

/**
 * What a child JVM does: a static method, or a lambda that captures nothing, for {@link
 * ChildJvm#start(ChildBody, String...)}. Only its name travels.
 */
@FunctionalInterface
public interface ChildBody extends Serializable {
  void run(ChildLink link) throws Exception;
}
