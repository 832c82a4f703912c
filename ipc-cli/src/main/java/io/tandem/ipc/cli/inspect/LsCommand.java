package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.Domain;
import io.tandem.ipc.DomainObject;
import io.tandem.ipc.DomainView;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Table;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.liveness.Participant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code ipc ls}: domains, who is in them, and their objects. */
public final class LsCommand implements Command {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private final Places places;

  /** For the domains of this user. */
  public LsCommand() {
    this(Domain.root());
  }

  LsCommand(Path root) {
    this.places = new Places(root);
  }

  @Override
  public String name() {
    return "ls";
  }

  @Override
  public String summary() {
    return "domains, the processes in them and their objects";
  }

  @Override
  public String help() {
    return """
    Usage: ipc ls [DOMAIN]

    Lists a domain, or all of this user's domains that were opened by name: first its
    participants, then its objects with kind, size, creator and age. DOMAIN is a name,
    or a directory with a slash in it. Looking changes nothing.

    A participant is dead when the kernel says so. The size of an object is that of
    its file; parts that nobody has used yet take no memory.

    Exit codes: 0 done; 1 a domain could not be read; 2 wrong usage, or there is no
    such domain.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) throws IOException {
    List<String> rest = Arguments.parse(words, Set.of(), Set.of()).atMost(1);
    if (!rest.isEmpty()) {
      print(places.view(rest.get(0)), screen);
      return OK;
    }
    int code = OK;
    boolean any = false;
    for (Path directory : places.all()) {
      try {
        Optional<DomainView> view = DomainView.of(directory);
        any |= view.isPresent();
        view.ifPresent(it -> print(it, screen));
      } catch (TandemException e) {
        screen.err().println("ipc ls: " + Text.printable(e.getMessage()));
        code = BAD;
      }
    }
    if (!any && code == OK) {
      screen.out().println("no domain in " + places.root());
    }
    return code;
  }

  private static void print(DomainView view, Screen screen) {
    screen.out().println(view.directory() + (view.isGone() ? " (being removed)" : ""));
    lines(view).forEach(line -> screen.out().println("  " + line));
  }

  private static List<String> lines(DomainView view) {
    Table participants = Table.ofWords();
    for (Participant participant : view.participants()) {
      participants.row(
          "process " + participant.pid(),
          Text.printable(participant.label()),
          participant.alive() ? "alive" : "DEAD",
          "since " + time(participant.joined()));
    }
    Table objects = Table.ofWords();
    for (DomainObject object : view.objects()) {
      if (object.problem().isEmpty()) {
        objects.row(
            object.name(),
            object.kind(),
            Text.bytes(object.sizeBytes()),
            "by process " + object.creatorPid(),
            "at " + time(object.created()));
      } else {
        objects.row(object.name(), "UNREADABLE", Text.bytes(object.sizeBytes()));
      }
    }
    List<String> lines = new ArrayList<>(participants.lines());
    lines.addAll(objects.lines());
    for (DomainObject object : view.objects()) {
      if (!object.problem().isEmpty()) {
        lines.add(Text.printable(object.problem()));
      }
    }
    return lines;
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
