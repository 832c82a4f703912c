package io.tandem.ipc.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All monitors of a check as one machine whose states are numbers. */
final class Watch {
  private final List<Monitor<Object>> monitors;
  private final Interner<ModelEvent> events;
  private final Interner<List<Object>> states = new Interner<>();
  private final Map<Long, Integer> next = new HashMap<>();

  Watch(List<Monitor<Object>> monitors, Interner<ModelEvent> events) {
    this.monitors = monitors;
    this.events = events;
  }

  boolean isIdle() {
    return monitors.isEmpty();
  }

  int start() {
    List<Object> known = new ArrayList<>();
    monitors.forEach(monitor -> known.add(monitor.start()));
    return states.number(known);
  }

  /** What a monitor throws passes through. */
  int next(int state, int event) {
    if (monitors.isEmpty()) {
      return state;
    }
    long key = (long) state << 32 | event;
    Integer known = next.get(key);
    if (known == null) {
      List<Object> before = states.value(state);
      List<Object> after = new ArrayList<>();
      for (int i = 0; i < monitors.size(); i++) {
        after.add(monitors.get(i).next(before.get(i), events.value(event)));
      }
      known = states.number(after);
      next.put(key, known);
    }
    return known;
  }

  void end(int state, ModelView view) {
    for (int i = 0; i < monitors.size(); i++) {
      monitors.get(i).end(states.value(state).get(i), view);
    }
  }

  String describe(int state) {
    return states.value(state).toString();
  }
}
