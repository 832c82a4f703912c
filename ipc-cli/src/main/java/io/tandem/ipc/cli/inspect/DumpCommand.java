package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.Domain;
import io.tandem.ipc.DomainView;
import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.LayoutCatalog.Section;
import io.tandem.ipc.memory.LayoutCatalog.SegmentMap;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ipc dump}: every field of an object, printed by its declaration. */
public final class DumpCommand implements Command {
  private static final String REGISTRY = ".registry";

  private final Places places;

  /** For the domains of this user. */
  public DumpCommand() {
    this(Domain.root());
  }

  DumpCommand(Path root) {
    this.places = new Places(root);
  }

  @Override
  public String name() {
    return "dump";
  }

  @Override
  public String summary() {
    return "every field of an object in shared memory";
  }

  @Override
  public String help() {
    return """
    Usage: ipc dump [--all] DOMAIN OBJECT

    Prints the header of an object's file and every field behind it, by the same
    declarations that the code and docs/layouts are made from. DOMAIN is a name, or a
    directory with a slash in it; OBJECT is a name from 'ipc ls DOMAIN', or .registry
    for the list of the domain's participants.

      --all  also what has never been used, and every element of long arrays

    The file is only read. Processes that use it go on meanwhile, so values need not
    fit each other.

    Exit codes: 0 done; 2 wrong usage, or there is no such object; 3 the file cannot
    be read or is damaged.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) throws IOException {
    Arguments arguments = Arguments.parse(words, Set.of("--all"), Set.of());
    List<String> rest = arguments.atMost(2);
    if (rest.size() < 2) {
      throw new UsageException("dump needs a domain and an object");
    }
    DomainView domain = places.view(rest.get(0));
    Path file = file(domain.directory(), rest.get(1));
    try (Snapshot snapshot = Snapshot.open(file)) {
      FieldPrinter printer =
          new FieldPrinter(snapshot, domain.participants(), arguments.has("--all"), screen.out());
      if (rest.get(1).equals(REGISTRY)) {
        dumpRegistry(snapshot, printer, screen);
      } else {
        dumpSegment(Segment.inspect(file), printer, screen);
      }
    }
    return OK;
  }

  private static Path file(Path directory, String object) {
    boolean isName = !object.contains("/") && !Set.of("", ".", "..").contains(object);
    Path file = directory.resolve(object);
    if (!isName || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          "there is no object '"
              + Text.printable(object)
              + "' in "
              + directory
              + "; ipc ls lists those there are");
    }
    return file;
  }

  private static void dumpRegistry(Snapshot snapshot, FieldPrinter printer, Screen screen)
      throws IOException {
    Layout layout = Catalogs.layout("registry");
    Layout entry = Catalogs.layout("participant");
    long slots = (snapshot.sizeBytes() - layout.sizeBytes()) / entry.sizeBytes();
    screen.out().println("the registry of a domain");
    printer.print(new Section("registry", layout, 0, slots, entry.sizeBytes()));
  }

  private static void dumpSegment(SegmentInfo info, FieldPrinter printer, Screen screen)
      throws IOException {
    Optional<SegmentMap> map = Catalogs.map(info);
    screen
        .out()
        .printf(
            "%s, a %s of version %d, %s, made at %s%n",
            info.file(),
            Text.printable(info.kind()),
            info.version(),
            Text.bytes(info.sizeBytes()),
            LsCommand.time(info.created()));
    printer.print(new Section("header", Catalogs.layout("segment"), 0, 0, 0));
    if (map.isEmpty()) {
      screen.out().println("\nThis release of Tandem does not know what is behind the header.");
      return;
    }
    List<String> names = map.get().parameters();
    screen.out().println("\nparameters");
    for (int i = 0; i < info.parameters().size(); i++) {
      String name = i < names.size() ? names.get(i) : "parameter " + i;
      screen.out().printf("  %-14s %s%n", name, Text.count(info.parameters().get(i)));
    }
    for (Section section : map.get().sections()) {
      printer.print(section);
    }
    printer.printWhatWasLeftOut();
  }
}
