package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.codec.Codec;
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
import java.util.function.Consumer;
import java.util.function.Function;

/** What a builder of a pipe has been told, and how a pipe's file is made and opened. */
final class PipeSettings<E> {
  private static final int DEFAULT_CAPACITY = 256;
  private static final int DEFAULT_ELEMENT_BYTES = 56;
  private static final int MOST_ELEMENT_BYTES = 1 << 28;

  private final Coding<E> coding;
  private final Codec<E> codec;
  private final int lanes;
  private int capacity;
  private int elementBytes;
  private WaitStrategy waiting = WaitStrategy.spinThenPark();

  PipeSettings(Coding<E> coding, int lanes) {
    this.coding = coding;
    this.codec = coding.codec();
    this.lanes = lanes;
  }

  void capacity(int elements) {
    this.capacity = positive("capacity", elements, Integer.MAX_VALUE);
  }

  void elementBytes(int bytes) {
    this.elementBytes = positive("elementBytes", bytes, MOST_ELEMENT_BYTES);
  }

  void waitStrategy(WaitStrategy strategy) {
    this.waiting = Objects.requireNonNull(strategy, "strategy");
  }

  /** How elements are coded, here and where an end is sent to. */
  Coding<E> coding() {
    return coding;
  }

  Codec<E> codec() {
    return codec;
  }

  WaitStrategy waiting() {
    return waiting;
  }

  private static int positive(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not within 1 to " + most + ".");
    }
    return value;
  }

  /** The shape of a lane, in a new pipe or where something was said about it. */
  private QueueShape shape() {
    return QueueShape.of(
        capacity == 0 ? DEFAULT_CAPACITY : capacity,
        elementBytes == 0 ? DEFAULT_ELEMENT_BYTES : elementBytes,
        1,
        Ordering.PER_PRODUCER,
        false,
        false,
        1);
  }

  private SegmentSpec spec(Liveness liveness) {
    QueueShape shape = shape();
    return new SegmentSpec(
        PipeLayout.KIND,
        PipeLayout.LAYOUT.version(),
        liveness.self(),
        PipeLayout.laneOffset(lanes, shape.laneBytes()),
        0,
        List.of(
            new Parameter("cells", shape.cells()),
            new Parameter("cellBytes", shape.cellBytes()),
            new Parameter("lanes", lanes)),
        codec.schema());
  }

  /**
   * Makes or opens the pipe and takes one end.
   *
   * @param makeHandle of the end that was taken
   */
  <T extends PipeHandle> T attach(
      Mode mode, Domain domain, String name, boolean first, Function<PipeCore, T> makeHandle) {
    return attach(mode, domain, name, first, makeHandle, segment -> {});
  }

  /**
   * As {@link #attach(Mode, Domain, String, boolean, Function)}.
   *
   * @param check looks at the file before the end is taken
   */
  <T extends PipeHandle> T attach(
      Mode mode,
      Domain domain,
      String name,
      boolean first,
      Function<PipeCore, T> makeHandle,
      Consumer<Segment> check) {
    return domain.attach(
        name,
        (file, liveness) -> {
          Segment segment = segment(mode, file, liveness);
          boolean done = false;
          try {
            check.accept(segment);
            PipeCore core =
                new PipeCore(domain, name, segment, liveness, first, checkedRings(segment));
            core.takeEnd();
            T handle = makeHandle.apply(core);
            done = true;
            return handle;
          } finally {
            if (!done) {
              segment.close();
            }
          }
        });
  }

  private Segment segment(Mode mode, Path file, Liveness liveness) {
    return switch (mode) {
      case CREATE -> Segment.create(file, spec(liveness), this::fill);
      case OPEN -> Segment.open(file, PipeLayout.KIND, PipeLayout.LAYOUT.version());
      case OPEN_OR_CREATE -> Segment.openOrCreate(file, spec(liveness), this::fill);
    };
  }

  private void fill(Words body) {
    QueueShape shape = shape();
    for (int lane = 0; lane < lanes; lane++) {
      long offset = PipeLayout.laneOffset(lane, shape.laneBytes());
      LaneRing.initialize(body.slice(offset, shape.laneBytes()), shape.cells());
    }
  }

  private LaneRing[] checkedRings(Segment segment) {
    segment.requireSchema(codec.schema());
    segment.requireParameter(
        PipeLayout.LANES, "direction (1 = one way, a SharedPipe; 2 = both, a Connection)", lanes);
    if (capacity != 0) {
      segment.requireParameter(PipeLayout.CELLS, "capacity, in cells", shape().cells());
    }
    if (elementBytes != 0) {
      segment.requireParameter(PipeLayout.CELL_BYTES, "cell size", shape().cellBytes());
    }
    long cells = segment.parameter(PipeLayout.CELLS);
    long cellBytes = segment.parameter(PipeLayout.CELL_BYTES);
    if (cellBytes > Integer.MAX_VALUE || !LaneRing.validGeometry(cells, (int) cellBytes)) {
      throw contradiction(segment);
    }
    long laneBytes = QueueShape.laneBytes(cells, (int) cellBytes);
    if (segment.info().bodyBytes() < PipeLayout.laneOffset(lanes, laneBytes)) {
      throw contradiction(segment);
    }
    LaneRing[] rings = new LaneRing[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      long offset = PipeLayout.laneOffset(lane, laneBytes);
      rings[lane] = new LaneRing(segment.body().slice(offset, laneBytes), cells, (int) cellBytes);
    }
    return rings;
  }

  private static CorruptSegmentException contradiction(Segment segment) {
    return new CorruptSegmentException(
        Problem.of("the pipe's parameters contradict each other")
            .file(segment.file())
            .fact("parameters", segment.info().parameters())
            .fact("file", segment.info().sizeBytes() + " bytes")
            .next("Remove the file, then create the pipe anew"));
  }
}
