package io.tandem.ipc.testkit;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import java.util.function.LongSupplier;

/** A simulated process as its {@link ModelBody} sees it. */
public final class ModelProcess {
  private final Actor actor;
  private final Rerun run;
  private final Words words;
  private final Liveness liveness = new ModelLiveness();

  ModelProcess(Actor actor, Rerun run, int sizeBytes) {
    this.actor = actor;
    this.run = run;
    this.words = new ModelWords(run, 0, sizeBytes);
  }

  public String name() {
    return actor.name();
  }

  /** The shared memory; every access is a step. */
  public Words words() {
    return words;
  }

  /** Who lives: asking about another process is a step. */
  public Liveness liveness() {
    return liveness;
  }

  /** The owner word of this process. */
  public int owner() {
    return actor.owner();
  }

  /**
   * The clock that all processes share: never runs backwards; each reading is a step. It gives a
   * larger value than the reading before, or the same one if {@link ModelCheck#clockTies} is on.
   */
  public LongSupplier clock() {
    return () -> run.access(Op.CLOCK, 0, 0, 0, 0, null);
  }

  /** A number from 0 to {@code choices} − 1; the checker tries every one. */
  public int choose(int choices) {
    if (choices < 1) {
      throw new IllegalArgumentException("cannot choose among " + choices);
    }
    return choices == 1 ? 0 : (int) run.access(Op.CHOOSE, 0, 0, choices, 0, null);
  }

  /**
   * Tells the monitors that an operation begins. It counts from the next step on, so the operation
   * begins no earlier than it must.
   */
  public void begin(Object operation) {
    run.begin(operation);
  }

  /**
   * Tells the monitors that the operation which began last has ended. It counts from the last step
   * on; where stores are buffered, from when every store before it is visible, because that is the
   * earliest that another process can learn of it.
   */
  public void end(Object result) {
    run.tell(ModelEvent.Phase.END, result);
  }

  /** Tells the monitors anything else. */
  public void note(Object value) {
    run.tell(ModelEvent.Phase.NOTE, value);
  }

  /**
   * A step that touches nothing and is taken only when something has changed that this process has
   * read since its last pause: the wait hook for loops that poll.
   */
  public void pause() {
    run.access(Op.PAUSE, 0, 0, 0, 0, null);
  }

  /**
   * Says that from here on this process depends on nothing it has seen before but on what these
   * objects hold, with all that they refer to. Histories that are equal in this are then explored
   * together, which makes scripts of several operations affordable; and a loop that polls comes
   * back to where it was.
   *
   * <p>Call it at the beginning of a round, before its first step, with every handle and every
   * local variable that lives on. Objects that are made anew for each operation need not be named.
   * Leaving something out that matters hides schedules; where the checker notices, it fails with
   * {@link IllegalStateException}.
   */
  public void settle(Object... all) {
    run.settle(all);
  }

  @Override
  public String toString() {
    return "model process " + actor.name();
  }

  private final class ModelLiveness implements Liveness {
    @Override
    public int self() {
      return actor.owner();
    }

    @Override
    public boolean isDead(int owner) {
      return owner != NOBODY
          && owner != actor.owner()
          && run.access(Op.IS_DEAD, 0, 0, owner, 0, null) != 0;
    }

    @Override
    public String describe(int owner) {
      return run.describe(owner);
    }
  }
}
