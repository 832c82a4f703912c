package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.Diagnostics;
import io.tandem.ipc.Domain;
import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.inspect.Finding.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code ipc doctor}: whether this system lets Tandem work at its best. */
public final class DoctorCommand implements Command {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int SUBJECT_COLUMNS = 16;

  private final Path root;

  /** For the domains of this user. */
  public DoctorCommand() {
    this(Domain.root());
  }

  DoctorCommand(Path root) {
    this.root = root;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "whether this system lets Tandem work at its best";
  }

  @Override
  public String help() {
    return """
    Usage: ipc doctor

    Prints one line for each thing that Tandem depends on: the system, the JDK, the
    native library, futex_waitv, the shared memory, and this user's domains with the
    participants in them. What is wrong comes with what to do next. Looking changes
    nothing.

    Exit codes: 0 all is well, perhaps with notes; 1 there is a problem; 2 wrong usage.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) {
    Arguments.parse(words, Set.of(), Set.of()).atMost(0);
    List<Finding> findings = findings();
    for (Finding finding : findings) {
      print(finding, screen);
    }
    long problems = findings.stream().filter(it -> it.level() == Level.PROBLEM).count();
    screen.out().println();
    screen.out().println(problems == 0 ? "All is well." : Text.count(problems, "problem") + ".");
    return problems == 0 ? OK : BAD;
  }

  private List<Finding> findings() {
    String osName = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    Diagnostics diagnostics = Diagnostics.now();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Checks.system(
            osName,
            System.getProperty("os.version"),
            arch,
            Runtime.getRuntime().availableProcessors()));
    findings.add(Checks.java(Runtime.version(), System.getProperty("java.home")));
    findings.add(Checks.nativeLibrary(diagnostics, osName, arch));
    findings.add(Checks.waitForAny(diagnostics));
    findings.add(Checks.memory(SHARED_MEMORY));
    findings.addAll(Checks.domains(new Places(root)));
    return findings;
  }

  private static void print(Finding finding, Screen screen) {
    String format = "%-7s  %-" + SUBJECT_COLUMNS + "s  ";
    String head = String.format(format, finding.level().word(), finding.subject());
    Text.wrapped(head, finding.text(), screen.columns()).forEach(screen.out()::println);
    if (!finding.next().isEmpty()) {
      String arrow = " ".repeat(head.length()) + "-> ";
      Text.wrapped(arrow, finding.next(), screen.columns()).forEach(screen.out()::println);
    }
  }
}
