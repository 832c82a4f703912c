package io.tandem.ipc.testkit;

import java.util.List;

/**
 * A simulated process as it was declared.
 *
 * @param index from 0 in the order of declaration
 * @param owner its owner word
 * @param start what must have happened before it takes its first step
 * @param predecessor for {@link Start#SUCCESSOR}, whose death it waits for
 * @param mortal whether it may be killed or stopped
 */
record Actor(
    int index,
    String name,
    ModelBody body,
    int owner,
    Start start,
    int predecessor,
    boolean mortal) {
  /** When a process may start. */
  enum Start {
    AT_ONCE,
    /** When as many processes have been killed as there are spares up to this one. */
    SPARE,
    /** When its predecessor has been killed. */
    SUCCESSOR,
    /** When all others have finished, died or been stopped for good. */
    AFTERWARDS
  }

  static final int SLOT_BITS = 12;

  /** Slots and generations count from 1, so that no owner word is that of nobody. */
  static int ownerWord(int slot, int generation) {
    return generation << SLOT_BITS | slot;
  }

  static String describe(List<Actor> actors, int owner) {
    for (Actor actor : actors) {
      if (actor.owner == owner) {
        return "model process " + actor.name;
      }
    }
    return "no model process (" + owner + ")";
  }
}
