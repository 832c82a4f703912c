package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.CELLS;
import static io.tandem.ipc.queue.ModelLanes.LANE_BYTES;
import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.initialize;
import static io.tandem.ipc.queue.ModelLanes.putAll;
import static io.tandem.ipc.queue.ModelLanes.ring;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelEvent;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.Monitor;

/**
 * Single consumers of a lane that follow each other, and what they may see of the records 1, 2, 3
 * and so on: each goes on after the last one that was read; after a death it may be read once more.
 */
final class LaneReaders implements Monitor<LaneReaders.Known> {
  /** What has been read. */
  record Known(int last, boolean mayRepeat) {}

  @Override
  public Known start() {
    return new Known(0, false);
  }

  @Override
  public Known next(Known known, ModelEvent event) {
    if (event.phase() == ModelEvent.Phase.DIED) {
      return new Known(known.last, true);
    }
    if (event.phase() != ModelEvent.Phase.NOTE) {
      return known;
    }
    int value = (Integer) event.value();
    assertThat(value == known.last + 1 || (value == known.last && known.mayRepeat))
        .as("after %s comes %s", known, value)
        .isTrue();
    return new Known(value, false);
  }

  /** One puts so many records, and two consumers may be killed. */
  static ModelCheck killedConsumer(MemoryModel memory, int records) {
    return ModelCheck.named("killed consumer, " + memory)
        .memory(memory)
        .memory(LANE_BYTES)
        .label(0, LaneLayout.LAYOUT, CELLS)
        .setup(words -> initialize(words, 1))
        .tornPayload(true)
        .kills(2)
        .monitor(new LaneReaders())
        .immortal("producer", me -> putAll(me, records))
        .process("consumer", me -> readInPlace(me, records))
        .successor("second", "consumer", me -> readInPlace(me, records))
        .successor("third", "second", me -> readInPlace(me, records))
        .afterwards("rest", LaneReaders::readRest);
  }

  /** Becomes the consumer and reads until so many records have been read since the beginning. */
  static void readInPlace(ModelProcess me, int records) {
    LaneReader reader = tryClaim(me);
    while (reader.head() < CELLS + records) {
      if (readAvailable(me, reader, records) == 0) {
        me.pause();
      }
    }
    reader.release(me.liveness());
  }

  static LaneReader tryClaim(ModelProcess me) {
    return LaneReader.tryClaim(ring(me, 0), me.liveness(), Polling.eager());
  }

  /** Reads what is there; the last value, or 0 if there was nothing. */
  static int readAvailable(ModelProcess me, LaneReader reader, int limit) {
    int[] seen = {0};
    reader.read(
        (memory, offset, length) -> {
          assertThat(length).isEqualTo(RECORD_BYTES);
          long first = memory.readLong(offset);
          assertThat(memory.readLong(offset + 8)).as("one record, not parts").isEqualTo(first);
          seen[0] = (int) first & 0xff;
          me.note(seen[0]);
        },
        limit);
    return seen[0];
  }

  /** Becomes the consumer, which must be possible, and reads what is left. */
  static void readRest(ModelProcess me) {
    LaneReader reader = tryClaim(me);
    assertThat(reader).as("nobody alive has the lane").isNotNull();
    readAvailable(me, reader, CELLS);
    assertThat(reader.isReady()).isFalse();
  }
}
