package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ProducerLimitException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A thread of a worker on one side of one structure. It opens the structure, uses it for a while,
 * closes it and begins anew, until it is told to finish.
 *
 * <p>Where one process at a time is let in, the others stand by: they ask again and again, as an
 * application would that wants to take over.
 */
abstract class Role extends Thread {
  private static final long STAND_BY_NANOS = 5_000_000;

  final Subject subject;
  final Domain domain;
  final Slot slot;
  final int incarnation;
  final SplittableRandom random;
  private final Side side;
  private final Consumer<Throwable> onFailure;
  private volatile boolean finishing;

  /** What a worker is told about a role. */
  record Order(Subject subject, Side side, int slot, int incarnation) {
    @Override
    public String toString() {
      return Subjects.key(subject) + ":" + side + ":" + slot + ":" + incarnation;
    }

    static Order parse(String text) {
      String[] words = text.split(":", 4);
      return new Order(
          Subjects.of(words[0]),
          Side.valueOf(words[1]),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]));
    }
  }

  Role(
      Order order,
      Domain domain,
      Slot slot,
      SplittableRandom random,
      Consumer<Throwable> onFailure) {
    super(order.toString());
    this.subject = order.subject();
    this.side = order.side();
    this.incarnation = order.incarnation();
    this.domain = domain;
    this.slot = slot;
    this.random = random;
    this.onFailure = onFailure;
  }

  /** Comes onto its side of the open structure, uses it and goes. */
  abstract void use(Subject.Handle structure) throws InterruptedException;

  final boolean isFinishing() {
    return finishing;
  }

  final Side side() {
    return side;
  }

  /** Has the role end soon: a wait is interrupted. */
  final void finish() {
    finishing = true;
    interrupt();
  }

  @Override
  public final void run() {
    try {
      while (!finishing) {
        try (Subject.Handle structure = subject.open(domain, random)) {
          do {
            useOrStandBy(structure);
          } while (!finishing && side == Side.PUTTER && !subject.orderOutlastsHandle());
        }
      }
      slot.state(Slot.FINISHED);
    } catch (InterruptedException e) {
      if (finishing) {
        slot.state(Slot.FINISHED);
      } else {
        onFailure.accept(e);
      }
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  private void useOrStandBy(Subject.Handle structure) throws InterruptedException {
    boolean used = false;
    while (!used && !finishing) {
      try {
        use(structure);
        used = true;
      } catch (ProducerLimitException e) {
        if (!subject.hasOne(side)) {
          throw e;
        }
        standBy();
      }
    }
  }

  private void standBy() {
    slot.state(Slot.READY);
    slot.operation();
    LockSupport.parkNanos(STAND_BY_NANOS);
  }

  /** The role is on its side of the structure. */
  final void opened() {
    slot.state(Slot.READY);
    if (subject.hasOne(side)) {
      slot.claimed();
    }
  }

  /** The role is about to go. */
  final void closing() {
    if (subject.hasOne(side)) {
      slot.released();
    }
  }
}
