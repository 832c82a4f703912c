package io.tandem.ipc.queue;

/** The lanes that takers of a queue look at. */
interface LaneSource {
  /** How many lanes to look at; never goes down. */
  int openLanes();

  /** The lane at that place, or null while it has never held anything. Once set, set for ever. */
  LaneRing lane(int index);
}
