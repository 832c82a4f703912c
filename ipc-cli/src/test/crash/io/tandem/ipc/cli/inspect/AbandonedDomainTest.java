package io.tandem.ipc.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.queue.SharedQueue;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A domain of which every process was killed can be examined as they left it. */
class AbandonedDomainTest {
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @TempDir private Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static void user(ChildLink link) throws Exception {
    Path directory = Path.of(link.receive());
    Domain domain = Domain.builder().directory(directory).label("victim").open();
    SharedQueue.of(String.class).capacity(8).create(domain, "orders").put("one");
    link.send("ready");
    link.receive();
  }

  @Test
  void lookingShowsTheDeadAndChangesNothing() throws Exception {
    Path root = Files.createDirectory(temporary.resolve("root"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    Path shop = root.resolve("shop");
    ChildJvm child = children.start(AbandonedDomainTest::user);
    child.send(shop);
    child.expect("ready");
    assertThat(run(new LsCommand(root))).isEqualTo(Command.OK);
    assertThat(out()).containsPattern("process " + child.pid() + " +victim +alive ");
    child.kill();
    Map<String, byte[]> before = contents(shop);

    assertThat(run(new LsCommand(root))).isEqualTo(Command.OK);
    assertThat(out())
        .containsPattern("process " + child.pid() + " +victim +DEAD ")
        .containsPattern("orders +queue ");
    assertThat(run(new DumpCommand(root), "shop", "orders")).isEqualTo(Command.OK);
    assertThat(out())
        .containsPattern(" producer +[0-9]+ = process " + child.pid() + " \\(victim\\), DEAD")
        .contains("cells[0].commit");
    assertThat(run(new DoctorCommand(root))).isEqualTo(Command.BAD);
    assertThat(out())
        .containsPattern("PROBLEM +domain shop +0 alive, 1 dead, 1 object of ")
        .containsPattern("rm -r\\s+" + shop);

    assertThat(contents(shop)).usingRecursiveComparison().isEqualTo(before);
  }

  private static Map<String, byte[]> contents(Path directory) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private int run(Command command, String... words) throws Exception {
    out.reset();
    PrintStream printer = new PrintStream(out, true, UTF_8);
    return command.run(java.util.List.of(words), Screen.plain(printer, printer));
  }

  private String out() {
    return out.toString(UTF_8);
  }
}
