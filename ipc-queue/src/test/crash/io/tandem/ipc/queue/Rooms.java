package io.tandem.ipc.queue;

import java.util.EnumMap;
import java.util.Map;

/** How many small elements a new structure takes from one producer. */
final class Rooms {
  private static final Map<Structure, Integer> KNOWN = new EnumMap<>(Structure.class);

  private Rooms() {}

  static synchronized int of(Structure structure, AccessScenario.Place place) {
    return KNOWN.computeIfAbsent(structure, any -> measure(structure, place));
  }

  private static int measure(Structure structure, AccessScenario.Place place) {
    String name = place.object() + "-new";
    structure.create(place.domain(), name);
    int room = 0;
    try (Structure.Handle handle = structure.open(place.domain(), name)) {
      while (handle.put(ElementsScenario.element(1, room))) {
        room++;
      }
    }
    place.domain().unlink(name);
    return room;
  }
}
