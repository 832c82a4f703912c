package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.stress.Slices;
import java.nio.file.Path;

/** A queue of one lane that has no memory yet, for stress tests. */
final class StressQueue implements QueueLanes.Memory {
  private static final int LANES = 1;
  private static final int CELLS = 2;
  private static final int CELL_BYTES = 24;
  private static final QueueShape SHAPE =
      new QueueShape(CELLS, 8, LANES, CELLS, CELL_BYTES, Ordering.PER_PRODUCER, false, false, 1);
  private static final long DIRECTORY_BYTES = QueueLayout.bodyBytes(LANES, 1);

  private final Words words = Slices.next(DIRECTORY_BYTES + LANES * SHAPE.laneBytes());

  /** The lanes as a process sees them. */
  QueueLanes seenBy(Liveness process) {
    return new QueueLanes(this, process, SHAPE, "stress queue");
  }

  @Override
  public Path file() {
    return Path.of("/stress/queue");
  }

  @Override
  public Words body() {
    return words.slice(0, DIRECTORY_BYTES);
  }

  @Override
  public void allocate(long offset, long length) {}

  @Override
  public Words map(long offset, long length) {
    return words.slice(DIRECTORY_BYTES + offset, length);
  }
}
