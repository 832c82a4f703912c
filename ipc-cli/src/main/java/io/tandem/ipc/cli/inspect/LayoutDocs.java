package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes layouts down: as pages for people, and as one line per offset for the golden test. */
final class LayoutDocs {
  private static final String NOTICE =
      "Generated from the declarations in the code by `./ipc layouts --write`. Do not edit.\n";

  private LayoutDocs() {}

  /** All pages by file name. */
  static Map<String, String> pages(List<Layout> layouts) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("README.md", index(layouts));
    for (Layout layout : layouts) {
      pages.put(fileName(layout), page(layout));
    }
    return pages;
  }

  private static String fileName(Layout layout) {
    return layout.name() + ".md";
  }

  private static String index(List<Layout> layouts) {
    StringBuilder text = new StringBuilder();
    text.append("# Layouts of shared memory\n\n").append(NOTICE).append('\n');
    text.append("| layout | version | bytes | what |\n|---|---:|---:|---|\n");
    for (Layout layout : layouts) {
      text.append("| [")
          .append(layout.name())
          .append("](")
          .append(fileName(layout))
          .append(") | ")
          .append(layout.version())
          .append(" | ")
          .append(size(layout))
          .append(" | ")
          .append(cell(layout.title()))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String size(Layout layout) {
    return Text.count(layout.sizeBytes()) + (isOpen(layout) ? " +" : "");
  }

  private static boolean isOpen(Layout layout) {
    return layout.fields().stream().anyMatch(field -> field.count() == 0);
  }

  /** The page about one layout: its sections, then its fields. */
  static String page(Layout layout) {
    StringBuilder text = new StringBuilder();
    text.append("# Layout `").append(layout.name()).append("`, version ");
    text.append(layout.version()).append("\n\n").append(NOTICE).append('\n');
    text.append(layout.title()).append(".\n\n## Sections\n\n");
    text.append("| from | to | bytes | what |\n|---:|---:|---:|---|\n");
    sections(layout).forEach(row -> text.append(row).append('\n'));
    text.append("\n## Fields\n\n");
    text.append("| field | offset | bytes | unit | writer | written | read | meaning |\n");
    text.append("|---|---:|---:|---|---|---|---|---|\n");
    layout.fields().forEach(field -> text.append(row(field)).append('\n'));
    return text.toString();
  }

  /** What lies where, the unused bytes between fields included. */
  private static List<String> sections(Layout layout) {
    List<String> rows = new ArrayList<>();
    long end = 0;
    for (Field field : layout.fields()) {
      if (field.offset() > end) {
        rows.add(section(end, field.offset(), "*unused*"));
      }
      if (field.count() == 0) {
        rows.add(
            "| %d | | %d each | %s, repeated |"
                .formatted(field.offset(), field.sizeBytes(), name(field)));
        return rows;
      }
      end = field.offset() + field.sizeBytes() * field.count();
      rows.add(section(field.offset(), end, name(field)));
    }
    if (layout.sizeBytes() > end) {
      rows.add(section(end, layout.sizeBytes(), "*unused*"));
    }
    return rows;
  }

  private static String section(long from, long to, String what) {
    return "| %d | %d | %d | %s |".formatted(from, to, to - from, what);
  }

  private static String name(Field field) {
    return "`"
        + field.name()
        + "`"
        + (field.part() == null ? "" : ", a [" + field.part().name() + "](" + page(field) + ")");
  }

  private static String page(Field field) {
    return fileName(field.part());
  }

  private static String row(Field field) {
    String bytes =
        field.count() > 1
            ? field.count() + " x " + field.sizeBytes()
            : field.sizeBytes() + (field.count() == 0 ? " each" : "");
    return "| %s | %d | %s | %s | %s | %s | %s | %s |"
        .formatted(
            name(field),
            field.offset(),
            bytes,
            cell(field.unit()),
            cell(field.writer()),
            field.access() == null ? "" : cell(field.access().writing()),
            field.access() == null ? "" : cell(field.access().reading()),
            cell(field.meaning()));
  }

  /** A bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /** One line per offset, for example {@code lane.head = 128}. */
  static List<String> golden(List<Layout> layouts) {
    List<String> lines = new ArrayList<>();
    for (Layout layout : layouts) {
      lines.add(layout.name() + " version = " + layout.version());
      for (Field field : layout.fields()) {
        lines.add(layout.name() + "." + field.name() + " = " + field.offset());
      }
      lines.add(layout.name() + " bytes = " + layout.sizeBytes());
    }
    return lines;
  }
}
