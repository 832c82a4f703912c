package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PidfdTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private Process process;

  @BeforeEach
  void start() throws IOException {
    process = new ProcessBuilder("cat").start();
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void tellsWhetherTheProcessHasEnded() throws Exception {
    try (Pidfd pidfd = Pidfd.open(process.pid()).orElseThrow()) {
      assertThat(pidfd.pid()).isEqualTo(process.pid());
      assertThat(pidfd.awaitExit(0)).isFalse();
      assertThat(pidfd.awaitExit(-1)).isFalse();
      assertThat(pidfd.awaitExit(1_000_000)).isFalse();
      process.getOutputStream().close(); // ends cat
      assertThat(pidfd.awaitExit(MINUTE)).isTrue();
      assertThat(pidfd.awaitExit(0)).isTrue();
    }
  }

  @Test
  void seesAKill() throws Exception {
    try (Pidfd pidfd = Pidfd.open(process.pid()).orElseThrow()) {
      process.destroyForcibly();
      assertThat(pidfd.awaitExit(MINUTE)).isTrue();
    }
  }

  @Test
  void thisProcessDoesNotEndWhileItWaits() throws Exception {
    try (Pidfd pidfd = Pidfd.open(ProcessHandle.current().pid()).orElseThrow()) {
      assertThat(pidfd.awaitExit(1_000_000)).isFalse();
    }
  }

  @Test
  void thereIsNoneOfAProcessThatIsGone() throws Exception {
    long pid = process.pid();
    process.destroyForcibly().waitFor();
    assertThat(Pidfd.open(pid)).isEmpty();
  }

  @Test
  void refusesNumbersThatNoProcessHas() {
    for (long pid : new long[] {0, -1, 1L << 31}) {
      assertThatThrownBy(() -> Pidfd.open(pid))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("pid is " + pid + ", wanted is 1 to 2147483647");
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    try (Pidfd pidfd = Pidfd.open(process.pid()).orElseThrow()) {
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      Thread waiter =
          new Thread(
              () -> {
                try {
                  pidfd.awaitExit(MINUTE);
                } catch (InterruptedException e) {
                  outcome.set(e);
                }
              });
      waiter.start();
      waiter.interrupt();
      waiter.join();
      assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void useAfterCloseIsAnError() throws Exception {
    Pidfd pidfd = Pidfd.open(process.pid()).orElseThrow();
    pidfd.close();
    pidfd.close();
    assertThatThrownBy(() -> pidfd.awaitExit(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the hold on process " + process.pid() + " is closed");
  }

  @Test
  void closingEndsTheWaitOfAnotherThread() throws Exception {
    Pidfd pidfd = Pidfd.open(process.pid()).orElseThrow();
    CompletableFuture<Boolean> waiter =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pidfd.awaitExit(MINUTE);
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    pidfd.close();
    assertThatThrownBy(waiter::join).hasCauseInstanceOf(IllegalStateException.class);
  }
}
