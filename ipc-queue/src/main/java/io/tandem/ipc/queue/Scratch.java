package io.tandem.ipc.queue;

import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;

/**
 * What a thread needs to encode, take and decode. Must not lead to the {@link ThreadLocal} that
 * holds it, or the thread would keep both, and the queue, for ever.
 */
final class Scratch {
  final Sink sink = new Sink();
  final Source source = new Source();
  boolean inUse;
  private final Ordering ordering;
  private final int levels;
  private final LaneSource lanes;
  private QueueTaker taker;

  Scratch(Ordering ordering, int levels, LaneSource lanes) {
    this.ordering = ordering;
    this.levels = levels;
    this.lanes = lanes;
  }

  /** Made when first needed: a thread that only puts needs none. */
  QueueTaker taker() {
    QueueTaker present = taker;
    return present == null ? makeTaker() : present;
  }

  private QueueTaker makeTaker() {
    taker = QueueTaker.of(ordering, levels, lanes);
    return taker;
  }
}
