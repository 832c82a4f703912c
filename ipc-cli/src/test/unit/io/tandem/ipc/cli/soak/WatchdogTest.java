package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.MappedWords;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever makes no step for longer than patience is reported, once, and nobody else. */
class WatchdogTest {
  private static final int PATIENCE_SECONDS = 10;
  private static final long HALF_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<String> stuck = new ArrayList<>();
  private final Slot idle = slot();
  private final Slot busy = slot();
  private final Watchdog watchdog = new Watchdog(PATIENCE_SECONDS, stuck, 0);
  private Member stopped;
  private List<Member> members;
  private long now;

  @BeforeEach
  void start() {
    stopped = member(1, idle);
    members = List.of(stopped, member(2, busy));
    idle.state(Slot.READY);
    busy.state(Slot.READY);
  }

  @Test
  void whoMakesNoStepIsStuck() {
    pass(PATIENCE_SECONDS - 1, false);
    assertThat(stuck).isEmpty();

    pass(2, false);
    assertThat(stuck).containsExactly("process 1, taker of queue-real-time: no step for 10 s");

    pass(60, false);
    assertThat(stuck).as("said once").hasSize(1);
  }

  @Test
  void whoIsStoppedIsNot() {
    stopped.setStopped(true);
    pass(60, false);
    stopped.setStopped(false);
    pass(PATIENCE_SECONDS - 1, false);
    assertThat(stuck).isEmpty();
  }

  @Test
  void takersNeedNotStepWhenNothingMoreIsPut() {
    pass(60, true);
    assertThat(stuck).isEmpty();
  }

  @Test
  void nobodyIsBlamedForTheTimeTheMachineSlept() {
    now += TimeUnit.HOURS.toNanos(1);
    pass(PATIENCE_SECONDS - 1, false);
    assertThat(stuck).isEmpty();
  }

  @Test
  void startingTakesLonger() {
    idle.state(Slot.STARTING);
    pass(2 * PATIENCE_SECONDS - 1, false);
    assertThat(stuck).isEmpty();
    pass(2, false);
    assertThat(stuck).containsExactly("process 1, taker of queue-real-time: not up for 20 s");
  }

  /** Lets that much time pass, in which one of the two does something. */
  private void pass(int seconds, boolean finishing) {
    for (int i = 0; i < 2 * seconds; i++) {
      now += HALF_SECOND;
      busy.operation();
      watchdog.look(members, finishing, now);
    }
  }

  private static Slot slot() {
    return new Slot(new MappedWords(ByteBuffer.allocateDirect(Math.toIntExact(Slot.BYTES)), 0));
  }

  private static Member member(int number, Slot slot) {
    Account account = new Account(QueueSubject.realTime());
    Assignment role = new Assignment(account, Side.TAKER, 0, slot, account.taker(number, slot), 0);
    return new Member(number, new NoProcess(), List.of(role), 0);
  }

  /** That lives and does nothing. */
  private static final class NoProcess extends Process {
    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int exitValue() {
      throw new IllegalThreadStateException();
    }

    @Override
    public void destroy() {
      throw new UnsupportedOperationException();
    }
  }
}
