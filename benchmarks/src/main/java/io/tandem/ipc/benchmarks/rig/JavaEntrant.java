package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Initiator;
import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A contender between two JVMs, both started for one visit and pinned. */
public final class JavaEntrant implements Entrant {
  private final Contender contender;
  private final Pinning pinning;
  private final Path directory;
  private final List<String> extraOptions;

  /**
   * Makes a contender an entrant.
   *
   * @param directory where the trials' files go, on memory-backed storage where there is some
   * @param extraOptions JVM options for both processes, for profiling
   */
  public JavaEntrant(
      Contender contender, Pinning pinning, Path directory, List<String> extraOptions) {
    this.contender = contender;
    this.pinning = pinning;
    this.directory = directory;
    this.extraOptions = List.copyOf(extraOptions);
  }

  @Override
  public String name() {
    return contender.name();
  }

  @Override
  public String settings() {
    String options = String.join(" ", contender.jvmOptions());
    return contender.settings() + (options.isEmpty() ? "" : "; " + options);
  }

  @Override
  public boolean supports(Scenario scenario) {
    return contender.supports(scenario);
  }

  @Override
  public Visit visit(Scenario scenario, Effort effort) throws IOException {
    Path files = Files.createTempDirectory(directory, contender.name() + "-");
    Child first = null;
    try {
      first = Child.start(command(scenario, files));
      return new JavaVisit(first, scenario, effort, files);
    } catch (IOException e) {
      if (first != null) {
        first.close();
      }
      Directories.delete(files);
      throw e;
    }
  }

  private List<String> command(Scenario scenario, Path files) {
    List<String> command = java(scenario, 0, Initiator.class);
    command.addAll(List.of(contender.name(), scenario.toArgument(), files.toString()));
    command.addAll(java(scenario, 1, contender.peerMain()));
    return command;
  }

  private List<String> java(Scenario scenario, int process, Class<?> main) {
    List<String> command = new ArrayList<>(pinning.prefix(scenario.placement(), process));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A pinned JVM sees one core and would choose other collectors and waits than a user's.
    command.add("-XX:ActiveProcessorCount=2");
    command.addAll(contender.jvmOptions());
    command.addAll(extraOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
