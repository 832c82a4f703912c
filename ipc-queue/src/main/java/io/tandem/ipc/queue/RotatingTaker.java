package io.tandem.ipc.queue;

/**
 * Takes from the lanes in turn, so that no producer is starved; the order of each lane is kept. One
 * instance is used by one thread at a time.
 */
final class RotatingTaker extends QueueTaker {
  private int next;

  RotatingTaker(LaneSource source) {
    super(source, 0);
  }

  @Override
  int choose(int open) {
    for (int i = 0; i < open; i++) {
      int lane = (next + i) % open;
      if (look(lane)) {
        next = lane + 1;
        return lane;
      }
    }
    return NONE;
  }
}
