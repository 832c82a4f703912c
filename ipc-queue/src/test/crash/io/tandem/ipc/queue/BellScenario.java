package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.ArrayList;
import java.util.List;

/** Sleeping on a doorbell and ringing it. */
final class BellScenario extends AccessScenario {
  /** What the victim does. */
  enum Operation {
    RING("ring"),
    RING_ALL("ring for all"),
    SLEEP_UNTIL_LATE("sleep until the time is over"),
    SLEEP_UNTIL_SUCCESS("sleep until the wait succeeds");

    private final String title;

    Operation(String title) {
      this.title = title;
    }
  }

  private static final String KIND = "bell";
  private static final long BELL = 0;
  private static final long FLAG = 512;
  private static final int BODY_BYTES = 1024;
  private static final long WAIT_NANOS = 1_000_000;
  private static final int ATTEMPTS = 3;

  private final Operation operation;
  private final int sleepers;
  private final List<Thread> asleep = new ArrayList<>();
  private Place place;
  private Segment segment;
  private int attempts;

  BellScenario(Operation operation, int sleepers) {
    super("doorbell: " + operation.title, sleepers + " asleep");
    this.operation = operation;
    this.sleepers = sleepers;
  }

  private Words words() {
    return segment.body();
  }

  private Doorbell bell() {
    return new Doorbell(words(), BELL);
  }

  private void attach(Place at) {
    place = at;
    segment = Segment.open(at.domain().path(at.object()), KIND, 1);
  }

  @Override
  void prepare(Place at) {
    SegmentSpec spec =
        new SegmentSpec(KIND, 1, at.domain().liveness().self(), BODY_BYTES, 0, List.of(), "");
    Segment.create(at.domain().path(at.object()), spec, body -> {}).close();
    attach(at);
    for (int i = 0; i < sleepers; i++) {
      startSleeper();
    }
  }

  /** Starts a thread that sleeps until the flag is set, and waits until it has looked once. */
  private void startSleeper() {
    Thread thread = new Thread(this::sleep, "sleeper");
    thread.start();
    asleep.add(thread);
    while (thread.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
  }

  private void sleep() {
    WaitStrategy.park().awaitUninterruptibly(bell(), () -> words().getAcquire(FLAG) != 0);
  }

  @Override
  String enter(Place at, boolean isFirst) {
    attach(at);
    return "-";
  }

  @Override
  String act(boolean isFirst) throws Exception {
    switch (operation) {
      case RING -> {
        words().setRelease(FLAG, 1);
        bell().ring();
      }
      case RING_ALL -> {
        words().setRelease(FLAG, 1);
        bell().ringAll();
      }
      case SLEEP_UNTIL_LATE -> WaitStrategy.park().await(bell(), () -> false, WAIT_NANOS);
      case SLEEP_UNTIL_SUCCESS ->
          WaitStrategy.park().await(bell(), () -> ++attempts == ATTEMPTS, WAIT_NANOS);
    }
    return "-";
  }

  @Override
  void leave() {
    segment.close();
  }

  @Override
  void beside() throws InterruptedException {
    startSleeper();
    words().setRelease(FLAG, 1);
    wake();
  }

  /** Rings once for each sleeper: none may need more. */
  private void wake() throws InterruptedException {
    asleep.forEach(any -> bell().ring());
    for (Thread thread : asleep) {
      thread.join(ChildJvm.PATIENCE.toMillis());
      assertThat(thread.isAlive()).as("still asleep").isFalse();
    }
    asleep.clear();
  }

  @Override
  void check(String result) throws InterruptedException {
    words().setRelease(FLAG, 1);
    wake();
    words().setRelease(FLAG, 0);
    startSleeper();
    words().setRelease(FLAG, 1);
    wake();
    segment.close();
    place.domain().unlink(place.object());
  }
}
