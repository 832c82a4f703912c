package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChildJvmTest {
  @RegisterExtension final ChildJvms children = new ChildJvms();

  static void echo(ChildLink link) {
    link.serve(line -> link.arguments() + " " + line);
  }

  static void fails(ChildLink link) throws IOException {
    System.out.println("this goes to standard error");
    throw new IOException("on purpose");
  }

  /** Its main method reads standard input as any program does. */
  static final class Upper {
    public static void main(String[] arguments) throws IOException {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      System.out.println(arguments[0]);
      System.out.println(reader.readLine().toUpperCase(java.util.Locale.ROOT));
      System.exit(7);
    }
  }

  @Test
  void answersRequestsLineByLine() {
    ChildJvm child = children.start(ChildJvmTest::echo, "x", "y z");
    assertThat(child.request("hello")).isEqualTo("[x, y z] hello");
    assertThat(child.request("Grüße")).isEqualTo("[x, y z] Grüße");
    assertThat(child.tryReceive()).isNull();
    child.send("third");
    assertThatThrownBy(() -> child.expect("other"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("says '[x, y z] third' instead of 'other'");
  }

  @Test
  void runsALambdaThatCapturesNothing() {
    ChildJvm child =
        children.start(link -> link.send(link.argument(0) + ProcessHandle.current().pid()), "pid ");
    child.expect("pid " + child.pid());
    child.expectExit(0);
  }

  @Test
  void refusesALambdaThatCaptures() {
    String captured = getClass().getName();
    assertThatThrownBy(() -> children.start(link -> link.send(captured)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("captures nothing");
  }

  @Test
  void runsAMainClass() {
    ChildJvm child = children.start(Upper.class, "ready");
    child.expect("ready");
    assertThat(child.request("abc")).isEqualTo("ABC");
    child.expectExit(7);
  }

  @Test
  void killIsSigkill() {
    ChildJvm child = children.start(ChildJvmTest::echo);
    child.request("up");
    child.kill();
    assertThat(child.awaitExit()).isEqualTo(128 + 9);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aChildCanKillItself() {
    ChildJvm child =
        children.start(
            link -> {
              link.send("now");
              ChildLink.killSelf();
              link.send("never");
            });
    child.expect("now");
    child.expectExit(128 + 9);
    assertThat(child.tryReceive()).isNull();
  }

  @Test
  void aStoppedChildStandsStillAndGoesOn() throws IOException {
    ChildJvm child = children.start(ChildJvmTest::echo);
    child.request("up");
    child.stop();
    assertThat(StopGuard.isStopped(child.pid())).isTrue();
    assertThat(child.isAlive()).isTrue();
    child.send("while stopped");
    assertThat(StopGuard.isStopped(child.pid())).isTrue();
    assertThat(child.tryReceive()).isNull();
    child.cont();
    child.expect("[] while stopped");
  }

  @Test
  void aStoppedChildCanBeKilled() {
    ChildJvm child = children.start(ChildJvmTest::echo);
    child.request("up");
    child.stop();
    child.kill();
    assertThat(child.awaitExit()).isEqualTo(128 + 9);
  }

  @Test
  void exitsWhenItsInputEnds() {
    ChildJvm child = children.start(ChildJvmTest::echo);
    child.request("up");
    child.closeInput();
    child.expectExit(ChildMain.ORPHANED);
  }

  static void parent(ChildLink link) {
    ChildJvm running = ChildJvm.start(ChildJvmTest::echo);
    ChildJvm stopped = ChildJvm.start(ChildJvmTest::echo);
    running.request("up");
    stopped.request("up");
    stopped.stop();
    link.send(running.pid());
    link.send(stopped.pid());
    link.receive();
  }

  @Test
  void diesWithATestThatIsKilledEvenIfStopped() throws Exception {
    ChildJvm parent = children.start(ChildJvmTest::parent);
    ProcessHandle running = ProcessHandle.of(Long.parseLong(parent.receive())).orElseThrow();
    ProcessHandle stopped = ProcessHandle.of(Long.parseLong(parent.receive())).orElseThrow();
    parent.kill();
    for (ProcessHandle handle : List.of(running, stopped)) {
      handle.onExit().get(30, TimeUnit.SECONDS);
      assertThat(handle.isAlive()).isFalse();
    }
  }

  @Test
  void failuresTellWhatTheChildHasWritten() {
    ChildJvm child = children.start(ChildJvmTest::fails);
    child.expectExit(1);
    assertThatThrownBy(child::receive)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("child fails (pid " + child.pid() + ", ended) has ended; its")
        .hasMessageContaining("this goes to standard error")
        .hasMessageContaining("java.io.IOException: on purpose");
    assertThatThrownBy(() -> child.expectExit(0)).hasMessageContaining("exits with 1 instead of 0");
  }

  @Test
  void addsStandardErrorToAnyFailureOfTheTest() {
    ChildJvm child = children.start(ChildJvmTest::fails);
    child.expectExit(1);
    AssertionError failure = new AssertionError("of the test");
    assertThatThrownBy(() -> children.handleTestExecutionException(null, failure))
        .isSameAs(failure);
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessageContaining("on purpose");
  }

  @Test
  void runsOnTheJdkOfTheTestWithoutItsToolOptions() {
    ChildJvm child =
        children.add(
            ChildJvm.options()
                .name("version")
                .jvm("-Dextra=1")
                .start(
                    link ->
                        link.send(
                            System.getProperty("java.home")
                                + " "
                                + System.getProperty("extra")
                                + " "
                                + System.getenv("JAVA_TOOL_OPTIONS"))));
    child.expect(System.getProperty("java.home") + " 1 null");
    assertThat(child.name()).isEqualTo("version");
  }

  @Test
  void portableLeavesTheNativeLibraryOut() {
    ChildBody looks =
        link -> link.send(ChildJvm.class.getResource("/META-INF/tandem/native") != null);
    ChildJvm child = children.add(ChildJvm.options().portable().start(looks));
    child.expect(false);
  }

  @Test
  void aWrapperRunsTheChild() {
    ChildJvm child =
        children.add(
            ChildJvm.options()
                .wrapped("/usr/bin/env", "TANDEM_TEST=yes")
                .start(link -> link.send(System.getenv("TANDEM_TEST"))));
    child.expect("yes");
  }

  @Test
  void nothingIsLeftAfterClose() {
    ChildJvm child = ChildJvm.start(ChildJvmTest::echo);
    child.request("up");
    child.close();
    assertThat(Files.exists(Path.of("/proc/" + child.pid()))).isFalse();
    child.close();
  }
}
