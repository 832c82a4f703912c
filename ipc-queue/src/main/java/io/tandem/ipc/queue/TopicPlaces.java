package io.tandem.ipc.queue;

import io.tandem.ipc.Problem;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The places of a topic's publishers and the memory of their blocks. Safe for use by many threads.
 *
 * <p>A place belongs to whom its owner word names, and passes on from the dead by one
 * compare-and-set. Its first owner gives its blocks memory and says so; one that dies before has
 * shown them to nobody, and the next owner does it again.
 */
final class TopicPlaces {
  private final QueueLanes.Memory memory;
  private final Words body;
  private final TopicShape shape;
  private final Liveness liveness;
  private final AtomicReferenceArray<Words> mapped;

  TopicPlaces(QueueLanes.Memory memory, TopicShape shape, Liveness liveness) {
    this.memory = memory;
    this.body = memory.body();
    this.shape = shape;
    this.liveness = liveness;
    this.mapped = new AtomicReferenceArray<>(shape.publishers());
  }

  private long self() {
    return liveness.self() & 0xFFFF_FFFFL;
  }

  private long publisherOffset(int place) {
    return shape.placeOffset(place) + TopicLayout.PUBLISHER;
  }

  private long memoryOffset(int place) {
    return shape.placeOffset(place) + TopicLayout.MEMORY;
  }

  /**
   * Takes a place that has no living owner.
   *
   * @param description of the topic, for errors
   * @throws ProducerLimitException if there is none
   * @throws io.tandem.ipc.StorageFullException if its blocks need memory and there is none
   */
  int claim(String description) {
    int place = 0;
    while (place < shape.publishers()) {
      long owner = body.getAcquire(publisherOffset(place));
      if (owner != Liveness.NOBODY && !liveness.isDead((int) owner)) {
        place++;
      } else if (body.compareAndSet(publisherOffset(place), owner, self())) { // HANDOFF place
        prepare(place);
        return place;
      } // else another has taken it, and perhaps has left already
    }
    throw new ProducerLimitException(
        Problem.of("every publisher's place is taken by a living process")
            .object(description)
            .file(memory.file())
            .fact("places", shape.publishers())
            .holder(holders())
            .next(
                "Close topics that are no longer used, or make the topic with more maxPublishers"));
  }

  /** Makes a place ready for its new owner, or gives it up again. */
  private void prepare(int place) {
    boolean done = false;
    try {
      giveMemory(place);
      done = true;
    } finally {
      if (!done) {
        release(place);
      }
    }
  }

  private void giveMemory(int place) {
    if (body.getAcquire(memoryOffset(place)) != TopicLayout.READY) {
      memory.allocate(place * shape.placeBytes(), shape.placeBytes());
      body.setRelease(memoryOffset(place), TopicLayout.READY); // HANDOFF blocks
    }
  }

  /** Gives a place up, after all that was written. */
  void release(int place) {
    body.compareAndSet(publisherOffset(place), self(), Liveness.NOBODY); // HANDOFF place
  }

  /**
   * The blocks of a place that an entry names.
   *
   * @throws DamagedLaneException if it has none
   */
  Words blocks(int place) {
    if (place >= shape.publishers()) {
      throw new DamagedLaneException("place", place, "number of places", shape.publishers());
    }
    Words blocks = mapped.get(place);
    return blocks != null ? blocks : map(place);
  }

  private Words map(int place) {
    long state = body.getAcquire(memoryOffset(place)); // HANDOFF blocks
    if (state != TopicLayout.READY) {
      throw new DamagedLaneException("memory", state, "of place", place);
    }
    synchronized (this) {
      Words blocks = mapped.get(place);
      if (blocks == null) {
        blocks = memory.map(place * shape.placeBytes(), shape.placeBytes());
        mapped.set(place, blocks);
      }
      return blocks;
    }
  }

  private String holders() {
    StringBuilder text = new StringBuilder();
    int named = 0;
    for (; named < shape.publishers() && named < 4; named++) {
      text.append(named == 0 ? "" : ", ")
          .append(liveness.describe((int) body.getAcquire(publisherOffset(named))));
    }
    return text + (shape.publishers() > named ? " and others" : "");
  }
}
