package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.cli.console.Arguments;
import io.tandem.ipc.cli.console.Command;
import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.cli.console.UsageException;
import io.tandem.ipc.memory.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code ipc layouts}: where shared structures keep what. */
public final class LayoutsCommand implements Command {
  private static final Path DOCS = Path.of("docs", "layouts");

  @Override
  public String name() {
    return "layouts";
  }

  @Override
  public String summary() {
    return "where shared structures keep what";
  }

  @Override
  public String help() {
    return """
    Usage: ipc layouts [NAME]
           ipc layouts --write [DIR]
           ipc layouts --golden

    Without arguments, lists the layouts of shared memory that this release knows;
    with a name, prints that one.

      --write   writes one page per layout into DIR (default: docs/layouts below the
                current directory, which must be there) and removes pages of layouts
                that are no more
      --golden  prints every offset on a line of its own, as in layouts.golden

    Exit codes: 0 done; 2 wrong usage, or there is no such layout or directory; 3 the
    pages could not be written.
    """;
  }

  @Override
  public int run(List<String> words, Screen screen) throws IOException {
    Arguments arguments = Arguments.parse(words, Set.of("--write", "--golden"), Set.of());
    List<String> rest = arguments.atMost(1);
    if (arguments.has("--write")) {
      Path directory = rest.isEmpty() ? DOCS : Path.of(rest.get(0));
      int pages = write(directory);
      screen.out().println(Text.count(pages, "page") + " written into " + directory);
    } else if (arguments.has("--golden")) {
      LayoutDocs.golden(Catalogs.layouts()).forEach(screen.out()::println);
    } else if (rest.isEmpty()) {
      for (Layout layout : Catalogs.layouts()) {
        String head = String.format("%-12s version %-3d ", layout.name(), layout.version());
        Text.wrapped(head, layout.title(), screen.columns()).forEach(screen.out()::println);
      }
    } else {
      Layout layout =
          Catalogs.find(rest.get(0))
              .orElseThrow(
                  () ->
                      new UsageException(
                          "there is no layout '"
                              + Text.printable(rest.get(0))
                              + "'; ipc layouts lists those there are"));
      screen.out().print(LayoutDocs.page(layout));
    }
    return OK;
  }

  private static int write(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new UsageException(
          "there is no directory '"
              + directory
              + "' here; go to the root of the repository, or name the directory");
    }
    Map<String, String> pages = LayoutDocs.pages(Catalogs.layouts());
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(directory.resolve(page.getKey()), page.getValue());
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".md") && !pages.containsKey(name)) {
          Files.delete(file);
        }
      }
    }
    return pages.size();
  }
}
