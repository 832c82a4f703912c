package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The words of a doorbell are damaged all the time while threads wait at it for things that others
 * put. Rings may get lost then; slices see to it that a waiting thread finds what there is.
 */
final class DoorbellFuzz {
  private static final int SLEEPERS = 4;
  private static final int STRIKES_PER_LIFE = 1_000;
  private static final int STRIKES_PER_THING = 100;
  private static final List<Damage.Field> FIELDS =
      Damage.fields("", DoorbellLayout.LAYOUT, 0, 0, 0);

  private final Fuzz fuzz;
  private final Ways way;
  private final Words words;
  private long longestNanos;

  private DoorbellFuzz(Fuzz fuzz, Ways way, Words words) {
    this.fuzz = fuzz;
    this.way = way;
    this.words = words;
  }

  /** Arguments: seed, inputs, directory for files, way of sleeping. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2));
    Ways way = Ways.valueOf(link.argument(3));
    DoorbellFuzz bells = new DoorbellFuzz(fuzz, way, way.memory(directory));
    fuzz.run(Long.parseLong(link.argument(1)), bells::live);
    link.send("longest " + bells.longestNanos / 1_000_000 + " ms");
    fuzz.finish(directory.resolve("nothing"));
  }

  private static final class Memory implements Damage.Memory {
    private final Words words;

    Memory(Words words) {
      this.words = words;
    }

    @Override
    public long sizeBytes() {
      return DoorbellLayout.LAYOUT.sizeBytes();
    }

    @Override
    public long get(long offset) {
      return words.readLong(offset);
    }

    @Override
    public void set(long offset, long value) {
      words.writeLong(offset, value);
    }
  }

  private void live(SplittableRandom random) throws Exception {
    words.clear(0, DoorbellLayout.LAYOUT.sizeBytes());
    Doorbell ringers = way.bell(words, 0);
    AtomicInteger things = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(SLEEPERS);
    List<Thread> sleepers = new ArrayList<>();
    for (int i = 0; i < SLEEPERS; i++) {
      Doorbell own = i % 2 == 0 ? ringers : way.bell(words, 0);
      sleepers.add(way.start(() -> takeUntilInterrupted(own, things, failure, ended)));
    }
    Damage damage = new Damage(new Memory(words), FIELDS, random);
    fuzz.state(damage);
    for (int done = 0; done < STRIKES_PER_LIFE; done += STRIKES_PER_THING) {
      int count = random.nextInt(1, 3);
      long put = System.nanoTime();
      things.addAndGet(count);
      switch (random.nextInt(4)) {
        case 0 -> ringers.ring(count);
        case 1 -> ringers.ringAll();
        default -> ringers.ring();
      }
      fuzz.attempt("wait until taken", () -> strikeUntilTaken(damage, things, failure));
      longestNanos = Math.max(longestNanos, System.nanoTime() - put);
    }
    sleepers.forEach(Thread::interrupt);
    fuzz.attempt("end", ended::await);
  }

  private void strikeUntilTaken(
      Damage damage, AtomicInteger things, AtomicReference<Throwable> failure) {
    for (int strikes = 0; strikes < STRIKES_PER_THING || things.get() > 0; strikes++) {
      if (strikes < STRIKES_PER_THING) {
        fuzz.input();
        damage.strike();
      } else {
        Thread.yield(); // the damage stays as it is
      }
      if (failure.get() != null) {
        throw new AssertionError(failure.get());
      }
    }
  }

  private static void takeUntilInterrupted(
      Doorbell bell,
      AtomicInteger things,
      AtomicReference<Throwable> failure,
      CountDownLatch ended) {
    try {
      while (true) {
        WaitStrategy.park().await(bell, () -> takeOne(things));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the life is over
    } catch (Throwable e) {
      failure.set(e);
    }
    ended.countDown();
  }

  private static boolean takeOne(AtomicInteger things) {
    return things.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }
}
