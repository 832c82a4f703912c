package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import java.nio.file.Path;

/**
 * An operation in a context, in which a process can be killed or stopped at each access. One side
 * of it is in the victim, the other in the survivor that looks at what has become of it; each has
 * an instance of its own, made for one time.
 */
abstract class AccessScenario {
  /** Where it takes place. */
  record Place(Domain domain, String object, Path scratch) {}

  private final String operation;
  private final String context;

  AccessScenario(String operation, String context) {
    this.operation = operation;
    this.context = context;
  }

  final String operation() {
    return operation;
  }

  final String context() {
    return context;
  }

  final String name() {
    return operation + " / " + context;
  }

  /** Whether the operation can be stopped for a while with others beside it. */
  boolean canBeStopped() {
    return true;
  }

  /**
   * Where another victim dies before, in an operation of its own: how the location of an access
   * begins, and {@code #2} if it is the second of them. Null: nowhere.
   */
  String deathBefore() {
    return null;
  }

  // In the survivor.

  /** Before the victim enters. */
  abstract void prepare(Place place) throws Exception;

  /** The victim before has entered, and has died where it should. */
  void firstVictimDied() {}

  /** A victim has entered. */
  void entered(String said) throws Exception {}

  /** The victim stands still somewhere within the operation. */
  void beside() throws Exception {}

  /**
   * The victim is dead, or has left.
   *
   * @param result what the operation has returned, or null if the victim died in it
   */
  abstract void check(String result) throws Exception;

  // In the victim.

  /** All that comes before the operation; what it returns is said to the survivor. */
  abstract String enter(Place place, boolean isFirst) throws Exception;

  /** The operation. */
  abstract String act(boolean isFirst) throws Exception;

  /** What a victim that was only stopped does after the operation. */
  abstract void leave() throws Exception;
}
