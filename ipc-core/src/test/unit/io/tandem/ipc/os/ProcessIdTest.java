package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.os.ProcessId.Presence;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdTest {
  @TempDir Path directory;

  @Test
  void selfIsThisProcess() {
    ProcessId self = ProcessId.self();
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.startTicks()).isPositive();
    assertThat(self.look()).isEqualTo(Presence.RUNNING);
    assertThat(ProcessId.self()).isEqualTo(self);
  }

  @Test
  void selfNamesTheNamespaceAndTheBootOnLinux() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/ns/pid")), "Linux only");
    assertThat(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")))
        .hasToString("pid:[" + ProcessId.self().pidNamespace() + "]");
    assertThat(ProcessId.self().bootId()).isNotZero();
  }

  @Test
  void uidOwnsTheFilesOfThisProcess() throws IOException {
    Path file = Files.createFile(directory.resolve("mine"));
    assertThat(((Number) Files.getAttribute(file, "unix:uid")).longValue())
        .isEqualTo(ProcessId.uid());
  }

  @Test
  void anotherProcessSeesTheSameIdentity() throws Exception {
    try (ChildJvm child = ChildJvm.start(ProcessIdTest::child)) {
      ProcessId id = parse(child.receive());
      assertThat(id.pid()).isEqualTo(child.pid());
      assertThat(id.pidNamespace()).isEqualTo(ProcessId.self().pidNamespace());
      assertThat(id.bootId()).isEqualTo(ProcessId.self().bootId());
      assertThat(id.look()).isEqualTo(Presence.RUNNING);
      assertThat(child.request(format(ProcessId.self()))).isEqualTo("RUNNING");
    }
  }

  @Test
  void aPortableProcessHasTheSameIdentityAsANativeOneSees() throws Exception {
    try (ChildJvm child = ChildJvm.options().portable().start(ProcessIdTest::child)) {
      assertThat(parse(child.receive()).look()).isEqualTo(Presence.RUNNING);
      assertThat(child.request(format(ProcessId.self()))).isEqualTo("RUNNING");
    }
  }

  @Test
  void aKilledAndReapedProcessIsGone() throws Exception {
    ProcessId id;
    try (ChildJvm child = ChildJvm.start(ProcessIdTest::child)) {
      id = parse(child.receive());
      child.kill();
    }
    assertThat(id.look()).isEqualTo(Presence.GONE);
  }

  @Test
  void aStoppedProcessIsRunning() throws Exception {
    try (ChildJvm child = ChildJvm.start(ProcessIdTest::child)) {
      ProcessId id = parse(child.receive());
      child.stop();
      assertThat(id.look()).isEqualTo(Presence.RUNNING);
      child.cont();
      assertThat(child.request(format(id))).isEqualTo("RUNNING");
    }
  }

  @Test
  void aProcessThatEndedAndIsNotReapedIsAZombie() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "Linux only");
    // The shell becomes sleep, which does not know that it has a child to reap.
    Process parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 100").start();
    try {
      long pid = Long.parseLong(parent.inputReader().readLine());
      Path command = Path.of("/proc/" + parent.pid() + "/comm");
      Poll.until(() -> Files.readString(command).equals("sleep\n"));
      long namespace = ProcessId.self().pidNamespace();
      assertThat(ProcessId.look(pid, 0, namespace)).isEqualTo(Presence.RUNNING);
      parent.getOutputStream().close(); // ends cat
      Poll.until(() -> ProcessId.look(pid, 0, namespace) != Presence.RUNNING);
      assertThat(ProcessId.look(pid, 0, namespace)).isEqualTo(Presence.ZOMBIE);
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void aNumberThatIsUsedAgainIsGone() {
    ProcessId self = ProcessId.self();
    assertThat(ProcessId.look(self.pid(), self.startTicks() + 1, self.pidNamespace()))
        .isEqualTo(Presence.GONE);
    assertThat(ProcessId.look(self.pid(), 0, self.pidNamespace())).isEqualTo(Presence.RUNNING);
  }

  @Test
  void aProcessOfAnEarlierBootIsGone() {
    ProcessId self = ProcessId.self();
    assumeTrue(self.bootId() != 0, "Linux only");
    ProcessId earlier =
        new ProcessId(self.pid(), self.startTicks(), self.pidNamespace(), self.bootId() + 1);
    assertThat(earlier.look()).isEqualTo(Presence.GONE);
  }

  @Test
  void aNumberThatNoProcessCanHaveIsGone() {
    long namespace = ProcessId.self().pidNamespace();
    for (long pid : new long[] {0, -1, Long.MIN_VALUE, 1L << 31, (1L << 32) + 1, Long.MAX_VALUE}) {
      assertThat(ProcessId.look(pid, 0, namespace)).as("pid %s", pid).isEqualTo(Presence.GONE);
    }
  }

  @Test
  void aProcessOfAnotherNamespaceIsNotLookedFor() throws Exception {
    ProcessId self = ProcessId.self();
    assertThat(ProcessId.look(self.pid(), self.startTicks(), self.pidNamespace() + 1))
        .isEqualTo(Presence.OTHER_NAMESPACE);
    assertThat(ProcessId.look(-1, 0, self.pidNamespace() + 1)).isEqualTo(Presence.OTHER_NAMESPACE);
  }

  @Test
  void containersSeeEachOtherAsOfAnotherNamespace() throws Exception {
    for (boolean ownProc : new boolean[] {true, false}) {
      // Without --mount-proc, /proc stays that of the outer namespace, as in a careless container.
      String proc = ownProc ? "--mount-proc" : "--kill-child";
      try (ChildJvm child =
          ChildJvm.options().wrapped("unshare", "-rpf", proc).start(ProcessIdTest::child)) {
        ProcessId id;
        try {
          id = parse(child.receive());
        } catch (AssertionError e) {
          assumeTrue(!e.getMessage().contains("unshare"), "may not make a pid namespace");
          throw e;
        }
        assertThat(id.pid()).isEqualTo(1);
        assertThat(id.startTicks()).isPositive();
        assertThat(id.look()).isEqualTo(Presence.OTHER_NAMESPACE);
        assertThat(child.request(format(ProcessId.self()))).isEqualTo("OTHER_NAMESPACE");
        assertThat(child.request(format(id)))
            .isEqualTo(ownProc || Native.isLoaded() ? "RUNNING" : "UNKNOWN");
        ProcessId none = new ProcessId(1 << 22, 5, id.pidNamespace(), id.bootId());
        assertThat(child.request(format(none)))
            .isEqualTo(ownProc || Native.isLoaded() ? "GONE" : "UNKNOWN");
        child.closeInput(); // killing unshare would leave its child behind
        child.awaitExit();
      }
    }
  }

  @Test
  void readsStatWhateverTheCommandIsCalled() throws IOException {
    String fields =
        " Z 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 3 0 987654 0 0 18446744073709551615 0";
    for (String command : List.of("(sleep)", "(a) b (c)", "()", "(1 2) R 3)", "(\n)")) {
      ProcessId.Stat stat = ProcessId.Stat.parse("42 " + command + fields + "\n");
      assertThat(stat.state).isEqualTo('Z');
      assertThat(stat.threads).isEqualTo(3);
      assertThat(stat.startTicks).isEqualTo(987654);
    }
  }

  @Test
  void aProcessWhoseFirstThreadEndedHasNotEndedYet() throws IOException {
    String rest = " 0 987654 0";
    String before = "42 (java) Z 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 ";
    assertThat(ProcessId.Stat.parse(before + 3 + rest).hasEnded()).isFalse();
    assertThat(ProcessId.Stat.parse(before + 1 + rest).hasEnded()).isTrue();
    assertThat(ProcessId.Stat.parse(before.replace('Z', 'S') + 1 + rest).hasEnded()).isFalse();
    assertThat(ProcessId.Stat.parse(before.replace('Z', 'X') + 1 + rest).hasEnded()).isTrue();
  }

  @Test
  void aDamagedStatIsAnError() {
    for (String line : List.of("", "42", "42 (java)", "42 (java) S 1 2 3")) {
      assertThatThrownBy(() -> ProcessId.Stat.parse(line))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot read '" + line + "' as /proc/<pid>/stat");
    }
  }

  @Test
  void readsStatusOfNestedNamespaces() {
    String text = "Name:\tjava\nUid:\t1000\t1001\t1002\t1003\nNSpid:\t4711\t12\t1\nThreads:\t3\n";
    ProcessId.Status nested = ProcessId.Status.parse(text);
    assertThat(nested.pid).isEqualTo(1);
    assertThat(nested.uid).isEqualTo(1001);
    assertThat(nested.proc()).isEqualTo(ProcessId.Proc.FOREIGN);
    ProcessId.Status plain = ProcessId.Status.parse("Name:\tjava\nNSpid:\t4711\n");
    assertThat(plain.pid).isEqualTo(4711);
    assertThat(plain.uid).isEqualTo(-1);
    assertThat(plain.proc()).isEqualTo(ProcessId.Proc.OWN);
    ProcessId.Status old = ProcessId.Status.parse("Name:\told\n");
    assertThat(old.pid).isZero();
    assertThat(old.proc()).isEqualTo(ProcessId.Proc.OWN);
  }

  private static String format(ProcessId id) {
    return id.pid() + " " + id.startTicks() + " " + id.pidNamespace() + " " + id.bootId();
  }

  private static ProcessId parse(String line) {
    String[] fields = line.split(" ", -1);
    return new ProcessId(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]));
  }

  /** Tells its identity, and then for each identity it gets what it sees of it. */
  private static void child(ChildLink link) {
    link.send(format(ProcessId.self()));
    link.serve(line -> parse(line).look().name());
  }
}
