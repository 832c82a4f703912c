package io.tandem.ipc.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.cli.console.Progress;
import io.tandem.ipc.cli.console.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starting worker JVMs, hearing from them, ending them, and replacing those that died. */
class WorkersTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream printer = new PrintStream(err, true, UTF_8);
  private final Progress progress = new Progress(Screen.plain(printer, printer));
  private final Workers workers = new Workers(progress);

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void whatAWorkerPrintsIsForwardedWithItsNameAndShownSafely() {
    Worker worker = start(7, "print");
    worker.release();
    worker.awaitEnd();
    assertThat(err().lines())
        .containsExactly(
            "worker-7: out \\u001b[31m red",
            "worker-7: err",
            "worker-7: " + "x".repeat(4096),
            "worker-7: " + "x".repeat(904),
            "worker-7: no end of lineup");
    assertThat(worker.ending()).isEqualTo("exit code 0");
    assertThat(worker.wasKilled()).isFalse();
  }

  @Test
  void argumentsArriveAsTheyAre() {
    String odd = "a b\\c\"d'e#f$g @h \t";
    Worker worker =
        workers.start(
            3, NoisyWorker.class, Workers.Output.FORWARDED, List.of("arguments", odd, ""));
    worker.release();
    worker.awaitEnd();
    assertThat(err()).contains("[3, arguments, " + odd.replace("\t", "\\u0009") + ", ]");
  }

  @Test
  void aClassPathMayBeLongerThanACommandLine() {
    String classPath = System.getProperty("java.class.path");
    String longer = classPath + (":/no/such/directory/" + "x".repeat(100)).repeat(2000);
    assertThat(longer).hasSizeGreaterThan(200_000);
    System.setProperty("java.class.path", longer);
    try {
      Worker worker = start(1, "wait");
      worker.release();
      worker.awaitEnd();
      assertThat(err()).isEqualTo("worker-1: up\n");
    } finally {
      System.setProperty("java.class.path", classPath);
    }
  }

  @Test
  void theEndOfAWorkerIsReportedOnce() throws Exception {
    Worker worker = start(1, "wait");
    CountDownLatch ended = new CountDownLatch(1);
    worker.onExit(ended::countDown);
    assertThat(ended.getCount()).isEqualTo(1);
    worker.kill();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(worker.ending()).isEqualTo("SIGKILL");
    assertThat(worker.wasKilled()).isTrue();
  }

  @Test
  void closingLeavesNoWorkerAndStartsNoMore() throws Exception {
    Worker first = start(1, "wait");
    Worker second = start(2, "wait");
    assertThat(argumentFiles()).isEqualTo(2);
    workers.close();
    assertThat(ProcessHandle.of(first.pid())).isEmpty();
    assertThat(ProcessHandle.of(second.pid())).isEmpty();
    assertThat(argumentFiles()).isZero();
    assertThatThrownBy(() -> start(3, "wait"))
        .isInstanceOf(DemoException.class)
        .hasMessage("the demo is being stopped");
  }

  @Test
  void aWorkerThatCannotStartEndsTheDemo() {
    Crew crew = new Crew(progress, number -> start(number, "fail"));
    crew.start(1);
    workers.awaitAll();
    assertThatThrownBy(() -> crew.ended(1))
        .isInstanceOf(DemoException.class)
        .hasMessageMatching(
            "worker-1 \\(pid \\d+\\) ended with exit code 3 before it was ready;"
                + " see its output above");
  }

  @Test
  void workersThatKeepDyingEndTheDemo() throws Exception {
    Deque<Worker> started = new ArrayDeque<>();
    Crew crew =
        new Crew(
            progress,
            number -> {
              Worker worker = start(number, Workers.Output.MESSAGES, "wait");
              started.add(worker);
              return worker;
            });
    crew.start(1);
    for (int number = 1; number <= Crew.MAX_UNPLANNED_DEATHS; number++) {
      workers.killAll();
      crew.ended(number);
      assertThat(crew.isComplete()).isFalse();
      // Readiness is told by a worker that runs: its argument file goes.
      assertThat(started.getLast().output().read()).isEqualTo('u');
      crew.ready(number + 1);
      assertThat(crew.isComplete()).isTrue();
    }
    workers.killAll();
    assertThatThrownBy(() -> crew.ended(Crew.MAX_UNPLANNED_DEATHS + 1))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("ended with SIGKILL, the 11th that nobody planned");
    assertThat(err()).contains("ended with SIGKILL; starting another");
  }

  private Worker start(int number, String what) {
    return start(number, Workers.Output.FORWARDED, what);
  }

  private Worker start(int number, Workers.Output output, String what) {
    return workers.start(number, NoisyWorker.class, output, List.of(what));
  }

  private static long argumentFiles() throws Exception {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(WorkersTest::isOurs).count();
    }
  }

  /** Other tests may be running demos of their own. */
  private static boolean isOurs(Path file) {
    try {
      return file.getFileName().toString().startsWith("tandem-worker")
          && Files.readString(file).contains(NoisyWorker.class.getName());
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
