package io.tandem.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Pid namespaces of their own for child JVMs, as containers have them. Where the system does not
 * permit any, the test is skipped with the system's reason.
 *
 * <p>With a user namespace around it, so that an ordinary user may have one too. The child is the
 * first process of its namespace and dies with {@code unshare}, which waits for it; {@link
 * ChildJvm#killJvm} kills the child itself.
 */
public final class PidNamespace {
  private static final List<String> USER = List.of("--user", "--map-root-user");
  private static final List<String> PID = List.of("--pid", "--fork", "--kill-child");

  private PidNamespace() {}

  /** Options for a child in a new namespace, which has a {@code /proc} of its own. */
  public static ChildOptions child() {
    return ChildJvm.options().wrapped(permitted("--mount-proc"));
  }

  /** The same, but {@code /proc} stays that of the outer namespace, as in a careless container. */
  public static ChildOptions childWithOuterProc() {
    return ChildJvm.options().wrapped(permitted("--mount"));
  }

  private static String[] permitted(String proc) {
    List<String> withUser = command(USER, proc);
    String reason = whyNot(withUser);
    if (reason.isEmpty()) {
      return withUser.toArray(String[]::new);
    }
    List<String> asRoot = command(List.of(), proc);
    Assumptions.assumeTrue(
        whyNot(asRoot).isEmpty(), "no pid namespace can be made here: " + reason);
    return asRoot.toArray(String[]::new);
  }

  private static List<String> command(List<String> user, String proc) {
    return Stream.of(List.of("unshare"), user, PID, List.of(proc)).flatMap(List::stream).toList();
  }

  /** What is in the way of a command, or nothing. */
  private static String whyNot(List<String> unshare) {
    List<String> command = new ArrayList<>(unshare);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? "" : text.isEmpty() ? command + " fails" : text;
    } catch (IOException e) {
      return e.getMessage(); // there is no such program
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException("interrupted while " + command + " ran", e));
    }
  }
}
