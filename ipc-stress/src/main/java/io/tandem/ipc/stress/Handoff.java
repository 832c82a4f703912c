package io.tandem.ipc.stress;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which handoff of the sources a stress test is for, and what would be wrong without it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Handoff {
  /** The label that both of its ends carry: {@code // HANDOFF label}. */
  String value();

  /** The weaker orderings that the test refutes. */
  String refutes();

  /**
   * Changes of the code with which the test fails on any machine, each a class and a change as in
   * docs/mutations.md. Where the processor or the compiler keeps an order by itself, the change
   * makes the steps in the order that a weaker one would.
   */
  String[] failsWith();

  /** Which of the weaker accesses pass on x86, and why they would not elsewhere. */
  String unseenOnX86() default "";
}
