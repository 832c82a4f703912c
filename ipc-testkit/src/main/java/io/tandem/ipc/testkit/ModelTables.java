package io.tandem.ipc.testkit;

import java.util.Arrays;
import java.util.List;

/** What all simulated processes of one check share outside of their memory. */
final class ModelTables {
  private static final class Bytes {
    final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final List<Actor> actors;
  private final int spins;
  private final boolean tears;
  private final boolean traces;
  private final Interner<ModelEvent> events = new Interner<>();
  private final Interner<Bytes> payloads = new Interner<>();
  private int localStates;

  ModelTables(List<Actor> actors, int spins, boolean tears, boolean traces) {
    this.actors = actors;
    this.spins = spins;
    this.tears = tears;
    this.traces = traces;
  }

  List<Actor> actors() {
    return actors;
  }

  int spins() {
    return spins;
  }

  boolean tears() {
    return tears;
  }

  boolean traces() {
    return traces;
  }

  Interner<ModelEvent> events() {
    return events;
  }

  int number(byte[] payload) {
    return payloads.number(new Bytes(payload));
  }

  byte[] bytes(int number) {
    return payloads.value(number).bytes;
  }

  int nextLocalState() {
    return localStates++;
  }

  int localStates() {
    return localStates;
  }
}
