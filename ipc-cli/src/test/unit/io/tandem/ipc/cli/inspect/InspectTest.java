package io.tandem.ipc.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.UsageException;
import io.tandem.ipc.queue.SharedQueue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ls}, {@code dump} and {@code doctor} on domains of their own. */
class InspectTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path root;
  private Domain shop;

  @BeforeEach
  void openADomain() throws Exception {
    root = Files.createDirectory(temporary.resolve("root"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    shop = Domain.builder().directory(root.resolve("shop")).label("the tester").open();
    SharedQueue<String> queue = SharedQueue.of(String.class).capacity(8).create(shop, "orders");
    queue.put("one");
    queue.put("two");
    queue.take();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void lsShowsParticipantsAndObjects() throws Exception {
    for (String[] words : new String[][] {{}, {"shop"}, {root + "/shop"}}) {
      assertThat(run(new LsCommand(root), words)).isEqualTo(Command.OK);
      assertThat(out())
          .startsWith(shop.directory() + "\n")
          .containsPattern("\n  process " + PID + " +the tester +alive +since 20")
          .containsPattern("\n  orders +queue +[0-9.]+ [KM]iB +by process " + PID + " +at 20");
      assertThat(out().lines()).hasSize(3);
    }
  }

  @Test
  void lsLooksWithoutJoining() throws Exception {
    run(new LsCommand(root));
    assertThat(shop.participants()).hasSize(1);
    shop.close();
    run(new LsCommand(root));
    assertThat(out()).isEqualTo("no domain in " + root + "\n");
    assertThat(root.resolve("shop")).doesNotExist();
  }

  @Test
  void lsNamesWhatCannotBeRead() throws Exception {
    Path file = Files.writeString(shop.directory().resolve("junk"), "x".repeat(5000));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(run(new LsCommand(root))).isEqualTo(Command.OK);
    assertThat(out())
        .containsPattern("\n  junk +UNREADABLE +4.9 KiB\n")
        .contains("this file is not a Tandem segment")
        .containsPattern("\n  orders +queue ");
  }

  @Test
  void lsGoesOnAfterADomainThatCannotBeUsed() throws Exception {
    Path open = Files.createDirectory(root.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run(new LsCommand(root))).isEqualTo(Command.BAD);
    assertThat(err()).startsWith("ipc ls: A domain's directory lets other users in");
    assertThat(out()).contains("orders");
  }

  @Test
  void aMissingDomainIsNamedAndNotMade() {
    assertThatThrownBy(() -> run(new LsCommand(root), "shup"))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is no domain 'shup' [" + root + "/shup]; ipc ls lists those there are");
    assertThat(root.resolve("shup")).doesNotExist();
  }

  @Test
  void dumpPrintsEveryFieldInUseByItsDeclaration() throws Exception {
    assertThat(run(new DumpCommand(root), "shop", "orders")).isEqualTo(Command.OK);
    assertThat(out())
        .startsWith(shop.directory() + "/orders, a queue of version ")
        .contains("\nheader at 0 (layout segment, version ")
        .containsPattern("\n  \\+8 +kind +'queue' +text\n")
        .containsPattern(" +creator +[0-9]+ = process " + PID + " \\(the tester\\)")
        .containsPattern("\n  capacity +8\n")
        .contains("\nqueue at 4096 (layout queue, version ")
        .containsPattern("\n  \\+4096 +open-lanes +1 +lanes\n")
        .containsPattern(" places\\[0\\].state +0x100000000 ")
        .doesNotContain("places[1]")
        .containsPattern("\nlane 0 at [0-9]+ \\(layout lane, version ")
        .containsPattern(" producer +[0-9]+ = process " + PID + " \\(the tester\\)")
        .containsPattern(" head +[0-9]+ +position\n")
        .contains("cells[0].commit")
        .contains("cells[1].commit")
        .doesNotContain("cells[2].commit")
        .endsWith("\n127 parts never used (--all prints them)\n");
  }

  @Test
  void dumpPrintsWhatWasNeverUsedIfAskedFor() throws Exception {
    run(new DumpCommand(root), "--all", "shop", "orders");
    assertThat(out())
        .contains("places[127].state")
        .contains("\nlane 127 at ")
        .contains("cells[7].commit")
        .doesNotContain("never used");
  }

  @Test
  void dumpPrintsTheRegistryToo() throws Exception {
    assertThat(run(new DumpCommand(root), "shop", ".registry")).isEqualTo(Command.OK);
    assertThat(out())
        .containsPattern(" slots +1024 +entries\n")
        .containsPattern(" participants\\[0\\].pid +" + PID + " +pid\n")
        .containsPattern(" participants\\[0\\].label +the tester\n")
        .doesNotContain("participants[1]");
  }

  @Test
  void dumpReadsDamagedFilesSafely() throws Exception {
    Path file = shop.directory().resolve("orders");
    byte[] content = Files.readAllBytes(file);
    shop.close();
    try (Domain again = Domain.open(root.resolve("shop"))) {
      for (int size : new int[] {0, 7, 100, 4096, 5000}) {
        Path cut = again.directory().resolve("cut-" + size);
        Files.write(cut, java.util.Arrays.copyOf(content, size));
        Files.setPosixFilePermissions(cut, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> run(new DumpCommand(root), "shop", "cut-" + size))
            .isInstanceOf(CorruptSegmentException.class);
      }
    }
  }

  @Test
  void dumpStaysInsideTheDomain() {
    for (String name : List.of("missing", "../shop/orders", "/etc/passwd", "..", "")) {
      assertThatThrownBy(() -> run(new DumpCommand(root), "shop", name))
          .as(name)
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("there is no object '" + name + "' in ");
    }
    assertThatThrownBy(() -> run(new DumpCommand(root), "shop"))
        .hasMessage("dump needs a domain and an object");
  }

  @Test
  void doctorPrintsALineForEachThing() throws Exception {
    run(new DoctorCommand(root));
    assertThat(out())
        .containsPattern("system +\\w+")
        .containsPattern("java +" + java.util.regex.Pattern.quote(Runtime.version().toString()))
        .contains("native library")
        .contains("futex_waitv")
        .contains("/dev/shm")
        .containsPattern("ok +domain shop +1 alive, 0 dead, 1 object of ");
  }

  @Test
  void layoutsAreListedPrintedAndWritten() throws Exception {
    run(new LayoutsCommand());
    assertThat(out()).containsPattern("\nlane +version \\d+ +A ring of cells");
    run(new LayoutsCommand(), "lane");
    assertThat(out()).startsWith("# Layout `lane`, version ");
    run(new LayoutsCommand(), "--golden");
    assertThat(out()).contains("\nlane.producer = 0\n");
    assertThatThrownBy(() -> run(new LayoutsCommand(), "lame"))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is no layout 'lame'; ipc layouts lists those there are");

    Path docs = Files.createDirectory(temporary.resolve("docs"));
    Files.writeString(docs.resolve("of-yesterday.md"), "gone");
    Files.writeString(docs.resolve("picture.png"), "stays");
    run(new LayoutsCommand(), "--write", docs.toString());
    assertThat(docs.resolve("lane.md")).exists();
    assertThat(docs.resolve("of-yesterday.md")).doesNotExist();
    assertThat(docs.resolve("picture.png")).exists();
    assertThatThrownBy(() -> run(new LayoutsCommand(), "--write", docs + "/nowhere"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no directory '" + docs + "/nowhere' here");
  }

  private int run(Command command, String... words) throws Exception {
    out.reset();
    err.reset();
    return command.run(List.of(words), Screen.plain(printer(out), printer(err)));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }
}
