package io.tandem.ipc.benchmarks.peer;

import java.io.IOException;
import java.util.List;

/** A way for two JVMs to exchange messages. To add one, write this class and list it once. */
public interface Contender {
  /** Its name in tables and on the command line: of the list of them, or that of its class. */
  String name();

  /** The settings it runs with, and which of its documents recommends them. */
  String settings();

  /** The JVM options it needs or is faster with. */
  default List<String> jvmOptions() {
    return List.of();
  }

  /** The class whose {@code main} the second process runs. */
  default Class<?> peerMain() {
    return Responder.class;
  }

  /** Whether it can do what the scenario asks for. */
  boolean supports(Scenario scenario);

  /** Creates the connection; called in the first process, before the second is started. */
  Link create(Setup setup) throws IOException;

  /** Attaches to the connection; called in the second process. */
  Link attach(Setup setup) throws IOException;
}
