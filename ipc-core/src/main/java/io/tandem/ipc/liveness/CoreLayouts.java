package io.tandem.ipc.liveness;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.LayoutCatalog;
import io.tandem.ipc.memory.SegmentInfo;
import io.tandem.ipc.memory.SegmentLayout;
import io.tandem.ipc.wait.DoorbellLayout;
import java.util.List;
import java.util.Optional;

/** The layouts of this module. Here, in the highest package that has one. */
public final class CoreLayouts implements LayoutCatalog {
  /** For {@link java.util.ServiceLoader}. */
  public CoreLayouts() {}

  @Override
  public List<Layout> layouts() {
    return List.of(
        SegmentLayout.LAYOUT, RegistryLayout.LAYOUT, RegistryLayout.ENTRY, DoorbellLayout.LAYOUT);
  }

  /** This module has no segments of its own: a registry has another header. */
  @Override
  public Optional<SegmentMap> map(SegmentInfo segment) {
    return Optional.empty();
  }
}
