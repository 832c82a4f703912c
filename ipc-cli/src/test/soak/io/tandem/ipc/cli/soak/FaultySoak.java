package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.cli.console.Screen;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** A soak of structures with known faults. */
public final class FaultySoak {
  private static final int PATIENCE_SECONDS = 2;

  private FaultySoak() {}

  public static void main(String[] arguments) throws Exception {
    List<Subject> subjects = List.of(new Losing(), new Doubling(), new Sticking());
    System.exit(
        new SoakCommand(subjects, PATIENCE_SECONDS).run(List.of(arguments), Screen.system()));
  }

  /** A queue that is right. */
  private abstract static class Faulty implements Subject {
    private final Subject queue = QueueSubject.realTime();

    @Override
    public String name() {
      return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean hasOne(Side side) {
      return queue.hasOne(side);
    }

    @Override
    public Delivery delivery() {
      return queue.delivery();
    }

    @Override
    public void create(Domain domain) {
      QueueSubject.create(domain, name(), builder -> builder);
    }

    @Override
    public Handle open(Domain domain, SplittableRandom random) {
      Handle right = QueueSubject.open(domain, name(), random);
      return new Handle() {
        @Override
        public Putter putter() {
          return right.putter();
        }

        @Override
        public Taker taker() {
          return wrong(right.taker());
        }

        @Override
        public void close() {
          right.close();
        }
      };
    }

    /** What is wrong with it. */
    abstract Taker wrong(Taker right);
  }

  /** A taker with something wrong. */
  private abstract static class WrongTaker implements Subject.Taker {
    private final Subject.Taker right;
    private int taken;

    WrongTaker(Subject.Taker right) {
      this.right = right;
    }

    abstract void pass(byte[] bytes, int length, int number, Subject.Inbox inbox);

    private Subject.Inbox through(Subject.Inbox inbox) {
      return (bytes, length) -> pass(bytes, length, ++taken, inbox);
    }

    @Override
    public void take(Subject.Inbox inbox) throws InterruptedException {
      right.take(through(inbox));
    }

    @Override
    public boolean takeNow(Subject.Inbox inbox) {
      return right.takeNow(inbox); // so the auditor does, who must not stick
    }

    @Override
    public void close() {
      right.close();
    }
  }

  /** Loses a message in a hundred. */
  static final class Losing extends Faulty {
    @Override
    Taker wrong(Taker right) {
      return new WrongTaker(right) {
        @Override
        void pass(byte[] bytes, int length, int number, Inbox inbox) {
          if (number % 100 != 0) {
            inbox.accept(bytes, length);
          }
        }
      };
    }
  }

  /** Delivers a message in a hundred twice. */
  static final class Doubling extends Faulty {
    @Override
    Taker wrong(Taker right) {
      return new WrongTaker(right) {
        @Override
        void pass(byte[] bytes, int length, int number, Inbox inbox) {
          inbox.accept(bytes, length);
          if (number % 100 == 0) {
            inbox.accept(bytes, length);
          }
        }
      };
    }
  }

  /** Waits for ever in its thousandth take. */
  static final class Sticking extends Faulty {
    @Override
    Taker wrong(Taker right) {
      return new WrongTaker(right) {
        @Override
        void pass(byte[] bytes, int length, int number, Inbox inbox) {
          inbox.accept(bytes, length);
          if (number == 1_000) {
            waitForNobody();
          }
        }
      };
    }

    private static void waitForNobody() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
