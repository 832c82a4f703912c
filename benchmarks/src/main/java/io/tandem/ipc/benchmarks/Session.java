package io.tandem.ipc.benchmarks;

import io.tandem.ipc.benchmarks.contender.Contenders;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.report.Comparison;
import io.tandem.ipc.benchmarks.report.JsonReport;
import io.tandem.ipc.benchmarks.report.TextReport;
import io.tandem.ipc.benchmarks.rig.Entrant;
import io.tandem.ipc.benchmarks.rig.JavaEntrant;
import io.tandem.ipc.benchmarks.rig.NativeCopy;
import io.tandem.ipc.benchmarks.rig.NativeEntrant;
import io.tandem.ipc.benchmarks.rig.NativePrograms;
import io.tandem.ipc.benchmarks.rig.Probe;
import io.tandem.ipc.benchmarks.rig.PythonQueue;
import io.tandem.ipc.benchmarks.rig.Rig;
import io.tandem.ipc.benchmarks.rig.SessionFiles;
import io.tandem.ipc.benchmarks.rig.Task;
import io.tandem.ipc.benchmarks.suite.Claims;
import io.tandem.ipc.benchmarks.suite.CopySuite;
import io.tandem.ipc.benchmarks.suite.LaneSuite;
import io.tandem.ipc.benchmarks.suite.QueueSuite;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** One run of the benchmarks: all tasks that were asked for, interleaved and reported. */
final class Session {
  /** Entrants that are other programs. */
  private static final List<String> NOT_IN_JVMS = List.of("c-memcpy", "python-queue");

  private final Options options;
  private final List<String> command;
  private final PrintStream out;

  Session(Options options, List<String> command, PrintStream out) {
    this.options = options;
    this.command = command;
    this.out = out;
  }

  void run() throws IOException {
    List<Task> tasks =
        allTasks(options.quick()).filter(task -> options.wantsTask(task.name())).toList();
    if (options.list()) {
      tasks.forEach(task -> out.println(task.name() + "  " + task.title()));
      return;
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "--only " + options.only() + " names no task; --list names all");
    }
    Map<String, Object> environment = JsonReport.environment(options.pinning().describe(), command);
    environment.forEach((name, value) -> out.println(name + ": " + value));
    try (SessionFiles files = SessionFiles.create()) {
      Optional<NativePrograms> programs = NativePrograms.build(files.executables());
      if (programs.isEmpty()) {
        out.println("no C compiler here: no C rows, and no probe of where the cores are");
      }
      List<Entrant> entrants = new ArrayList<>();
      if (programs.isPresent() && wantsContender("c-memcpy")) {
        entrants.add(new NativeCopy(programs.get(), options.pinning()));
      }
      entrants.addAll(contenders(files));
      if (wantsContender("python-queue")) {
        Optional<PythonQueue> python = PythonQueue.in(files.executables(), options.pinning());
        python.ifPresent(entrants::add);
        if (python.isEmpty()) {
          out.println("python-queue: not there, as there is no python3 here");
        }
      }
      Optional<Entrant> reference =
          programs.map(found -> new NativeEntrant(found, options.pinning(), files.shared()));
      Rig rig = new Rig(reference, probe(programs, files), options.effort());
      List<Comparison> comparisons = measure(tasks, rig, entrants);
      out.println();
      Claims.check(comparisons).forEach(out::println);
      if (options.json().isPresent()) {
        Files.writeString(options.json().get(), JsonReport.of(environment, comparisons));
      }
    }
  }

  private static Stream<Task> allTasks(boolean quick) {
    return Stream.of(LaneSuite.tasks(quick), CopySuite.tasks(quick), QueueSuite.tasks(quick))
        .flatMap(List::stream);
  }

  private Probe probe(Optional<NativePrograms> programs, SessionFiles files) {
    return programs.isPresent() && options.pinning().hasTwoCores()
        ? () -> programs.get().cacheLineNanos(options.pinning(), files.shared())
        : OptionalDouble::empty;
  }

  private boolean wantsContender(String name) {
    return options.contenders().isEmpty() || options.contenders().contains(name);
  }

  private List<Entrant> contenders(SessionFiles files) {
    List<Contender> contenders =
        options.contenders().isEmpty()
            ? Contenders.all()
            : options.contenders().stream()
                .filter(name -> !NOT_IN_JVMS.contains(name))
                .map(Contenders::named)
                .toList();
    return contenders.stream()
        .<Entrant>map(
            contender ->
                new JavaEntrant(contender, options.pinning(), files.shared(), options.jvmOptions()))
        .toList();
  }

  private List<Comparison> measure(List<Task> tasks, Rig rig, List<Entrant> entrants)
      throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    for (Task task : tasks) {
      out.println();
      if (needsTwoCores(task.scenario()) && !options.pinning().hasTwoCores()) {
        out.println(task.name() + ": left out, it needs two cores");
        continue;
      }
      List<Entrant> taking =
          entrants.stream()
              .filter(entrant -> task.takes(entrant.name()))
              .filter(entrant -> entrant.supports(task.scenario()))
              .toList();
      Comparison comparison = new Comparison(task, rig.measure(task, taking));
      comparisons.add(comparison);
      out.print(TextReport.of(comparison));
    }
    return comparisons;
  }

  private static boolean needsTwoCores(Scenario scenario) {
    return scenario.placement() == Scenario.Placement.TWO_CORES && !scenario.blocking();
  }
}
