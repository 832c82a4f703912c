package io.tandem.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A child JVM in which damaged memory is used: with little memory of its own, so that an allocation
 * without bounds shows, and with a place for what a crash of the JVM leaves behind.
 */
public final class FuzzJvm {
  private FuzzJvm() {}

  /**
   * Runs a fuzz and fails if anything but documented outcomes came of it. More inputs with {@code
   * -Dtandem.fuzz.times=}, the lives of a failure again with {@code -Dtandem.fuzz.seed=}.
   *
   * @param scratch where it finds room for files, and a crash of the JVM leaves its report
   * @param body what runs; its arguments are seed, number of inputs, {@code scratch}, and {@code
   *     more}
   * @param usualInputs how many inputs there are in an ordinary build
   * @return what came of the inputs
   */
  public static String run(
      ChildJvms children, Path scratch, ChildBody body, long usualInputs, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(Long.getLong("tandem.fuzz.seed", System.nanoTime())));
    arguments.add(Long.toString(usualInputs * Long.getLong("tandem.fuzz.times", 1)));
    arguments.add(scratch.toString());
    arguments.addAll(List.of(more));
    ChildJvm child = children.add(options(scratch).start(body, arguments.toArray(String[]::new)));
    String outcome = await(child, scratch);
    System.out.println("fuzz: " + outcome + "; for example\n" + child.stderr());
    return outcome;
  }

  private static ChildOptions options(Path scratch) {
    return ChildJvm.options()
        .jvm(
            "-XX:TieredStopAtLevel=4",
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + scratch + "/hs_err_%p.log");
  }

  private static String await(ChildJvm child, Path scratch) {
    try {
      String line = child.receive();
      String before = "";
      while (line.startsWith("inputs ") || line.startsWith("longest ")) {
        before = line.startsWith("longest ") ? ", " + line : "";
        line = child.receive();
      }
      if (!line.startsWith("done ")) {
        throw new AssertionError(child + " says '" + line + "'");
      }
      child.expectExit(0);
      return line + before;
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + crashReport(scratch), e);
    }
  }

  private static String crashReport(Path scratch) {
    try (Stream<Path> files = Files.list(scratch)) {
      List<Path> reports =
          files.filter(file -> file.getFileName().toString().startsWith("hs_err")).toList();
      StringBuilder text = new StringBuilder();
      for (Path report : reports) {
        List<String> lines = Files.readAllLines(report);
        lines
            .subList(0, Math.min(60, lines.size()))
            .forEach(line -> text.append('\n').append(line));
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
