package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.SegmentSpec.Parameter;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.queue.QueueSettings.Mode;
import io.tandem.ipc.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How to make or open a {@link LatestValue}. What is not said is taken from the one that is opened,
 * or from the defaults when one is made; what is said must agree with one that exists already.
 *
 * @param <E> the value
 */
public final class LatestValueBuilder<E> {
  private static final int DEFAULT_BYTES = 256;
  private static final int MOST_BYTES = 1 << 28;

  /** With fewer, readers are disturbed more often; with more, the writer touches more lines. */
  private static final int SLOTS = 4;

  private static final int MOST_SLOTS = 1024;

  private final Coding<E> coding;
  private int valueBytes;
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  LatestValueBuilder(Coding<E> coding) {
    this.coding = coding;
  }

  /** What a handle needs in the process that it has been sent to. */
  record Opener<E>(Coding<E> coding) implements SerializedHandle.Opener<LatestValue<E>> {
    @Override
    public LatestValue<E> open(Domain domain, String name) {
      return new LatestValueBuilder<>(coding).open(domain, name);
    }
  }

  /** The most bytes that a value can take, encoded, rounded up to 8; 256 if not said. */
  public LatestValueBuilder<E> valueBytes(int bytes) {
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "valueBytes " + bytes + " is not within 1 to " + MOST_BYTES + ".");
    }
    this.valueBytes = roundUp(bytes);
    return this;
  }

  /** How this handle's threads wait; {@link WaitStrategy#spinThenPark} if not said. */
  public LatestValueBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  Coding<E> coding() {
    return coding;
  }

  WaitStrategy waiting() {
    return waiting;
  }

  private static int roundUp(int bytes) {
    return (bytes + 7) & -8;
  }

  /** Makes it. Errors as of {@link SharedQueueBuilder#create}. */
  public LatestValue<E> create(Domain domain, String name) {
    return attach(Mode.CREATE, domain, name);
  }

  /** Opens it. Errors as of {@link SharedQueueBuilder#open}. */
  public LatestValue<E> open(Domain domain, String name) {
    return attach(Mode.OPEN, domain, name);
  }

  /** Opens it, or makes it if there is none; of several who try, one makes it. */
  public LatestValue<E> openOrCreate(Domain domain, String name) {
    return attach(Mode.OPEN_OR_CREATE, domain, name);
  }

  private LatestValue<E> attach(Mode mode, Domain domain, String name) {
    return domain.attach(
        name, (file, liveness) -> value(domain, name, segment(mode, file, liveness), liveness));
  }

  private Segment segment(Mode mode, Path file, Liveness liveness) {
    return switch (mode) {
      case CREATE -> Segment.create(file, spec(liveness), LatestValueBuilder::leaveZero);
      case OPEN -> Segment.open(file, LatestLayout.KIND, LatestLayout.LAYOUT.version());
      case OPEN_OR_CREATE ->
          Segment.openOrCreate(file, spec(liveness), LatestValueBuilder::leaveZero);
    };
  }

  private static void leaveZero(Words body) {
    // no value has been set, and nobody is the writer
  }

  private SegmentSpec spec(Liveness liveness) {
    int bytes = valueBytes == 0 ? DEFAULT_BYTES : valueBytes;
    return new SegmentSpec(
        LatestLayout.KIND,
        LatestLayout.LAYOUT.version(),
        liveness.self(),
        LatestCell.sizeBytes(SLOTS, bytes),
        0,
        List.of(new Parameter("slotBytes", bytes), new Parameter("slots", SLOTS)),
        coding.codec().schema());
  }

  private LatestValue<E> value(Domain domain, String name, Segment segment, Liveness liveness) {
    boolean done = false;
    try {
      segment.requireSchema(coding.codec().schema());
      if (valueBytes != 0) {
        segment.requireParameter(LatestLayout.SLOT_BYTES, "valueBytes", valueBytes);
      }
      long bytes = segment.parameter(LatestLayout.SLOT_BYTES);
      long slots = segment.parameter(LatestLayout.SLOTS);
      if (!isPossible(segment, bytes, slots)) {
        throw new CorruptSegmentException(
            Problem.of("the value's parameters contradict each other")
                .file(segment.file())
                .fact("parameters", segment.info().parameters())
                .fact("file", segment.info().sizeBytes() + " bytes")
                .next("Remove the file, then create the value anew"));
      }
      LatestCell cell = new LatestCell(segment.body(), (int) slots, bytes);
      LatestValue<E> value =
          new LatestValue<>(domain, name, segment, liveness, cell, (int) bytes, this);
      done = true;
      return value;
    } finally {
      if (!done) {
        segment.close();
      }
    }
  }

  private static boolean isPossible(Segment segment, long bytes, long slots) {
    return slots >= 3
        && slots <= MOST_SLOTS
        && bytes >= Long.BYTES
        && bytes <= MOST_BYTES
        && bytes % Long.BYTES == 0
        && segment.info().bodyBytes() >= LatestCell.sizeBytes((int) slots, bytes);
  }
}
