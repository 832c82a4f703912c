package io.tandem.ipc.testkit;

import java.util.List;
import java.util.function.Consumer;

/** What is to be explored, and what must hold. See the methods of {@link ModelCheck}. */
record ModelOptions(
    MemoryModel memory,
    boolean earlyLoads,
    boolean earlyStores,
    int kills,
    int stops,
    boolean clockTies,
    boolean reduction,
    int switches,
    int stepLimit,
    int stateLimit,
    List<Monitor<Object>> monitors,
    List<Consumer<ModelView>> always,
    List<Consumer<ModelView>> atEnd,
    WordNames names) {

  ModelOptions withSwitches(int limit, int newStateLimit) {
    return new ModelOptions(
        memory,
        earlyLoads,
        earlyStores,
        kills,
        stops,
        clockTies,
        reduction,
        limit,
        stepLimit,
        newStateLimit,
        monitors,
        always,
        atEnd,
        names);
  }
}
