package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.LayoutCatalog;
import io.tandem.ipc.memory.LayoutCatalog.SegmentMap;
import io.tandem.ipc.memory.SegmentInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The layouts of all modules on the class path. */
final class Catalogs {
  /** In one order, whatever that of the class path is. */
  private static final List<LayoutCatalog> ALL =
      ServiceLoader.load(LayoutCatalog.class, LayoutCatalog.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparing(catalog -> catalog.getClass().getName()))
          .toList();

  private Catalogs() {}

  /** Every layout, module by module. */
  static List<Layout> layouts() {
    return ALL.stream().flatMap(catalog -> catalog.layouts().stream()).toList();
  }

  /** The layout of that name, which must be there. */
  static Layout layout(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("no catalog has the layout " + name));
  }

  /** The layout of that name. */
  static Optional<Layout> find(String name) {
    return layouts().stream().filter(layout -> layout.name().equals(name)).findFirst();
  }

  /** The structures of a segment. */
  static Optional<SegmentMap> map(SegmentInfo segment) {
    return ALL.stream().flatMap(catalog -> catalog.map(segment).stream()).findFirst();
  }
}
