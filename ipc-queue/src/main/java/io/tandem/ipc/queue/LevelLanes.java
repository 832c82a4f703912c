package io.tandem.ipc.queue;

/** The lanes of one level of a queue, under the numbers that they have in the whole queue. */
record LevelLanes(LaneSource all, int level, int levels) implements LaneSource {
  @Override
  public int openLanes() {
    return all.openLanes();
  }

  /** As in the whole queue; null for a lane of another level. */
  @Override
  public LaneRing lane(int index) {
    return index % levels == level ? all.lane(index) : null;
  }
}
