package io.tandem.ipc.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether the committed pages and offsets are those that the code declares. */
class LayoutDocsTest {
  private static final Path DOCS = Path.of("..", "docs", "layouts");
  private static final Path GOLDEN = Path.of("src", "test", "resources", "layouts.golden");

  @Test
  void theCommittedPagesAreThoseOfTheDeclarations() throws IOException {
    assertThat(committed())
        .as("docs/layouts is stale; run: ./ipc layouts --write")
        .isEqualTo(new TreeMap<>(LayoutDocs.pages(Catalogs.layouts())));
  }

  private static Map<String, String> committed() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path file : files.toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return pages;
  }

  /**
   * Two releases that put the same field in different places and give the layout the same version
   * would read each other's memory wrongly. So an offset may change only together with a version.
   */
  @Test
  void noOffsetMovesWithoutANewVersion() throws IOException {
    List<String> golden = Files.readAllLines(GOLDEN);
    for (Layout layout : Catalogs.layouts()) {
      List<String> before = linesOf(layout, golden);
      List<String> now = linesOf(layout, LayoutDocs.golden(List.of(layout)));
      if (before.isEmpty() || before.equals(now)) {
        continue;
      }
      List<String> moved = new ArrayList<>(now);
      moved.removeAll(before);
      assertThat(before.get(0))
          .as(
              "layout '%s' has changed, but not its version: %s.%n"
                  + "Give it a new version in Layout.declare(\"%s\", ...), then run:%n"
                  + "  ./ipc layouts --write%n"
                  + "  ./ipc layouts --golden > ipc-cli/%s",
              layout.name(), moved, layout.name(), GOLDEN)
          .isNotEqualTo(now.get(0));
    }
    assertThat(LayoutDocs.golden(Catalogs.layouts()))
        .as(
            "a layout is new, or has a new version. If that is meant, run:%n"
                + "  ./ipc layouts --write%n"
                + "  ./ipc layouts --golden > ipc-cli/%s",
            GOLDEN)
        .isEqualTo(golden);
  }

  private static List<String> linesOf(Layout layout, List<String> lines) {
    return lines.stream()
        .filter(
            line -> line.startsWith(layout.name() + ".") || line.startsWith(layout.name() + " "))
        .toList();
  }

  @Test
  void everyModuleHasRegisteredItsLayouts() {
    assertThat(Catalogs.layouts())
        .extracting(Layout::name)
        .doesNotHaveDuplicates()
        .contains("segment", "registry", "participant", "doorbell", "queue", "lane", "cell");
  }

  /** A part without a page of its own would be a dead link. */
  @Test
  void everyPartHasAPage() {
    List<Layout> layouts = Catalogs.layouts();
    assertThat(layouts)
        .allSatisfy(
            layout ->
                assertThat(layout.fields().stream().map(Layout.Field::part).toList())
                    .allMatch(part -> part == null || layouts.contains(part)));
  }
}
