package io.tandem.ipc.queue;

import io.tandem.ipc.Problem;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A queue's directory of lanes: gives lanes memory, finds free ones for producers, and maps those
 * that takers need. Safe for use by many threads.
 *
 * <h2>How a lane comes to be</h2>
 *
 * A place's state goes from 0 to the owner word of a producer that gives it memory, then to READY,
 * and stays there. A producer that dies in between has shown the lane to nobody; the next one takes
 * the place over by compare-and-set of the dead owner word and gives it memory again. Then the
 * number of open lanes is raised, so that takers look there; whoever claims the lane later raises
 * it too, should the first have died before it could. A lane is written only by the producer whose
 * owner word is in the lane itself.
 */
final class QueueLanes implements LaneSource {
  /** The memory that the directory is in and that lanes are given: a segment, or a model. */
  interface Memory {
    /** As {@link Segment#file}. */
    Path file();

    /** As {@link Segment#body}. */
    Words body();

    /** As {@link Segment#allocate}. */
    void allocate(long offset, long length);

    /** As {@link Segment#map}. */
    Words map(long offset, long length);
  }

  private final Memory memory;
  private final Words body;
  private final Liveness liveness;
  private final QueueShape shape;
  private final String description;
  private final AtomicReferenceArray<LaneRing> mapped;

  QueueLanes(Memory memory, Liveness liveness, QueueShape shape, String description) {
    this.memory = memory;
    this.body = memory.body();
    this.liveness = liveness;
    this.shape = shape;
    this.description = description;
    this.mapped = new AtomicReferenceArray<>(shape.lanes());
  }

  /** The memory of a segment. */
  static Memory memoryOf(Segment segment) {
    return new Memory() {
      @Override
      public Path file() {
        return segment.file();
      }

      @Override
      public Words body() {
        return segment.body();
      }

      @Override
      public void allocate(long offset, long length) {
        segment.allocate(offset, length);
      }

      @Override
      public Words map(long offset, long length) {
        return segment.map(offset, length);
      }
    };
  }

  @Override
  public int openLanes() {
    long open = body.getAcquire(QueueLayout.OPEN_LANES); // HANDOFF open lanes
    if (open < 0 || open > shape.lanes()) {
      throw new DamagedLaneException("number of open lanes", open, "lanes", shape.lanes());
    }
    return (int) open;
  }

  @Override
  public LaneRing lane(int index) {
    LaneRing ring = mapped.get(index);
    return ring != null ? ring : mapIfReady(index);
  }

  private LaneRing mapIfReady(int index) {
    // HANDOFF lane memory
    if (body.getAcquire(QueueLayout.placeOffset(index)) != QueueLayout.READY) {
      return null;
    }
    synchronized (this) {
      LaneRing ring = mapped.get(index);
      if (ring == null) {
        Words words = memory.map(index * shape.laneBytes(), shape.laneBytes());
        ring = new LaneRing(words, shape.cells(), shape.cellBytes());
        mapped.set(index, ring);
      }
      return ring;
    }
  }

  /** A lane and its producer. */
  record Claim(int lane, LaneWriter writer) {}

  /** Whether the queue has been shut down. */
  boolean isShutdown() {
    return body.getAcquire(QueueLayout.SHUTDOWN) != QueueLayout.OPEN; // HANDOFF shutdown
  }

  /** For those who come too late. */
  ShutdownException shutdownError() {
    int by = (int) body.getAcquire(QueueLayout.SHUTDOWN);
    return new ShutdownException(
        Problem.of("the queue has been shut down")
            .object(description)
            .file(memory.file())
            .fact("by", by == liveness.self() ? "this process" : liveness.describe(by))
            .next("To put more, unlink the queue and create it anew"));
  }

  /**
   * Shuts the queue down: no put that begins now succeeds. Then seals the lanes.
   *
   * <p>A lane that a producer opens at the same time is either seen here, because it was opened
   * before the look at the lanes, or its producer sees the shutdown, because it looks after
   * opening; both have a fence in between.
   */
  void shutdown() {
    long self = liveness.self() & 0xFFFF_FFFFL;
    // HANDOFF shutdown
    body.compareAndSet(QueueLayout.SHUTDOWN, QueueLayout.OPEN, QueueLayout.SHUT | self);
    sealAll();
  }

  private void sealAll() {
    sealAll(this);
  }

  private boolean sealAll(LaneSource part) {
    boolean all = true;
    int open = openLanes();
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = part.lane(lane);
      all &= ring == null || ring.trySeal(); // one without memory can only be refused
    }
    return all;
  }

  /**
   * Whether the queue has been shut down, is empty, and nothing can come any more. Helps whoever
   * died or was overtaken while shutting down.
   */
  boolean isTerminated() {
    return isTerminated(this);
  }

  /** As {@link #isTerminated()}, of a part of the lanes. */
  boolean isTerminated(LaneSource part) {
    if (!isShutdown() || !sealAll(part)) {
      return false;
    }
    int open = openLanes();
    for (int lane = 0; lane < open; lane++) {
      LaneRing ring = part.lane(lane);
      if (ring != null && !ring.isExhausted()) {
        return false;
      }
    }
    return openLanes() == open;
  }

  /** Becomes the producer of a lane of the only level, or the most urgent one. */
  Claim claim() {
    return claim(0);
  }

  /**
   * Becomes the producer of a lane that has none.
   *
   * @param level whose lanes they are
   * @throws ShutdownException if the queue has been shut down
   * @throws ProducerLimitException if each of them has a living producer
   * @throws io.tandem.ipc.StorageFullException if a new lane is needed and the file system is full
   */
  Claim claim(int level) {
    for (int lane = level; lane < shape.lanes(); lane += shape.levels()) {
      if (isReady(lane) || giveMemory(lane)) {
        raiseOpenLanes(lane + 1);
        LaneWriter writer = LaneWriter.tryClaim(lane(lane), liveness);
        if (writer != null) {
          requireOpen(writer);
          return new Claim(lane, writer);
        }
      }
    }
    throw new ProducerLimitException(
        Problem.of("every producer's place is taken by a living process")
            .object(description)
            .file(memory.file())
            .fact("places", shape.producers())
            .holder(holders(level))
            .next(
                "Close queues that are no longer used, or make the queue with more maxProducers"));
  }

  /** The look after opening a lane, see {@link #shutdown}. */
  private void requireOpen(LaneWriter writer) {
    body.fullFence(); // HANDOFF shutdown
    if (isShutdown()) {
      writer.release(liveness);
      throw shutdownError();
    }
  }

  private boolean isReady(int lane) {
    return body.getAcquire(QueueLayout.placeOffset(lane)) == QueueLayout.READY;
  }

  private boolean giveMemory(int lane) {
    long place = QueueLayout.placeOffset(lane);
    long state = body.getAcquire(place);
    if (state == QueueLayout.READY) {
      return true;
    }
    if (state != QueueLayout.NEVER_USED && !liveness.isDead((int) state)) {
      return false;
    }
    long self = liveness.self() & 0xFFFF_FFFFL;
    if (!body.compareAndSet(place, state, self)) {
      return isReady(lane);
    }
    boolean done = false;
    try {
      long offset = lane * shape.laneBytes();
      memory.allocate(offset, shape.laneBytes());
      Words words = memory.map(offset, shape.laneBytes());
      LaneRing.initialize(words, shape.cells());
      mapped.set(lane, new LaneRing(words, shape.cells(), shape.cellBytes()));
      done = true;
    } finally {
      // HANDOFF lane memory
      body.setRelease(place, done ? QueueLayout.READY : QueueLayout.NEVER_USED);
    }
    return true;
  }

  private void raiseOpenLanes(int wanted) {
    long open;
    while ((open = body.getAcquire(QueueLayout.OPEN_LANES)) < wanted) {
      body.compareAndSet(QueueLayout.OPEN_LANES, open, wanted); // HANDOFF open lanes
    }
  }

  private String holders(int level) {
    StringBuilder text = new StringBuilder();
    int named = 0;
    for (int lane = level; lane < shape.lanes() && named < 4; lane += shape.levels()) {
      LaneRing ring = lane(lane);
      if (ring != null) {
        text.append(named++ == 0 ? "" : ", ")
            .append(liveness.describe((int) ring.words.getAcquire(LaneLayout.PRODUCER)));
      }
    }
    return text + (shape.producers() > named ? " and others" : "");
  }

  /** Where the bell of a lane's producer is in the body. */
  static long bellOffset(int lane) {
    return QueueLayout.placeOffset(lane) + QueueLayout.NOT_FULL;
  }
}
