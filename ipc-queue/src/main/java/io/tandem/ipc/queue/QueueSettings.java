package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a builder of a queue has been told; 0 or null where nothing was. Makes the description of a
 * new file of it, and holds it against a file that exists.
 */
final class QueueSettings implements Consumer<Words> {
  private static final int DEFAULT_CAPACITY = 1024;
  private static final int DEFAULT_ELEMENT_BYTES = 48;
  private static final int DEFAULT_PRODUCERS = 128;
  private static final int MOST_PRODUCERS = 4096;
  private static final int MOST_ELEMENT_BYTES = 1 << 28;

  private final String kind;
  private int capacity;
  private int elementBytes;
  private int maxProducers;
  private Ordering ordering;
  private int exact;
  private int maxDeliveries;
  private int levels;

  /**
   * @param kind of the segments: {@link QueueLayout#KIND} or {@link QueueLayout#LEASE_KIND}
   */
  QueueSettings(String kind) {
    this.kind = kind;
  }

  void capacity(int elements) {
    this.capacity = positive("capacity", elements, Integer.MAX_VALUE);
  }

  void elementBytes(int bytes) {
    this.elementBytes = positive("elementBytes", bytes, MOST_ELEMENT_BYTES);
  }

  void maxProducers(int producers) {
    this.maxProducers = positive("maxProducers", producers, MOST_PRODUCERS);
  }

  void exactCapacity() {
    this.exact = QueueShape.EXACT;
  }

  void ordering(Ordering ordering) {
    this.ordering = ordering;
  }

  void maxDeliveries(int deliveries) {
    this.maxDeliveries = positive("maxDeliveries", deliveries, LeaseRing.MOST_DELIVERIES - 1);
  }

  void levels(int levels) {
    this.levels = positive("levels", levels, QueueShape.MOST_LEVELS);
  }

  private static int positive(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not within 1 to " + most + ".");
    }
    return value;
  }

  /** What a builder has been asked for. */
  enum Mode {
    CREATE,
    OPEN,
    OPEN_OR_CREATE
  }

  /** Makes or opens the file. */
  Segment segment(Mode mode, Path file, Liveness liveness, Codec<?> codec) {
    return switch (mode) {
      case CREATE -> Segment.create(file, spec(liveness.self(), codec), this);
      case OPEN -> Segment.open(file, kind, QueueLayout.LAYOUT.version());
      case OPEN_OR_CREATE -> Segment.openOrCreate(file, spec(liveness.self(), codec), this);
    };
  }

  /** A new queue's body is all zeros. A method, as a first lambda costs some milliseconds. */
  @Override
  public void accept(Words body) {}

  /** A file for these settings, with the defaults where nothing was said. */
  private SegmentSpec spec(int creator, Codec<?> codec) {
    QueueShape shape =
        QueueShape.of(
            orElse(capacity, DEFAULT_CAPACITY),
            orElse(elementBytes, DEFAULT_ELEMENT_BYTES),
            orElse(maxProducers, DEFAULT_PRODUCERS),
            ordering == null ? Ordering.REAL_TIME : ordering,
            exact == QueueShape.EXACT,
            kind.equals(QueueLayout.LEASE_KIND),
            orElse(levels, 1));
    return new SegmentSpec(
        kind,
        QueueLayout.LAYOUT.version(),
        creator,
        QueueLayout.bodyBytes(shape.lanes(), shape.levels()),
        shape.lanes() * shape.laneBytes(),
        shape.parameters(orElse(maxDeliveries, QueueLayout.UNLIMITED)),
        codec.schema());
  }

  private static int orElse(int said, int otherwise) {
    return said == 0 ? otherwise : said;
  }

  /**
   * The shape of a queue that has been opened, after all that was said has been held against it.
   *
   * @throws io.tandem.ipc.WrongParametersException if it was made with other values than said
   * @throws io.tandem.ipc.WrongSchemaException if it was made for elements of another shape
   * @throws CorruptSegmentException if its parameters contradict each other
   */
  QueueShape check(Segment segment, Codec<?> codec) {
    segment.requireSchema(codec.schema());
    requireSaid(segment, QueueLayout.CAPACITY, "capacity", capacity);
    requireSaid(segment, QueueLayout.ELEMENT_BYTES, "elementBytes", elementBytes);
    requireSaid(segment, QueueLayout.LANES, "maxProducers", maxProducers);
    requireSaid(segment, QueueLayout.EXACT, "exact (1 = per producer, 2 = in all)", exact);
    requireSaid(segment, QueueLayout.DELIVERIES, "maxDeliveries", maxDeliveries);
    requireSaid(segment, QueueLayout.LEVELS, "number of levels", levels);
    if (ordering != null) {
      segment.requireParameter(QueueLayout.ORDERING, "ordering", ordering.code());
    }
    return shapeOf(segment);
  }

  private static void requireSaid(Segment segment, int index, String what, int said) {
    if (said != 0) {
      segment.requireParameter(index, what, said);
    }
  }

  /** Reads the shape from the header, which anybody may have written. */
  private QueueShape shapeOf(Segment segment) {
    Ordering ordering = Ordering.ofCode(segment.parameter(QueueLayout.ORDERING));
    int levels = narrow(segment.parameter(QueueLayout.LEVELS));
    int producers = narrow(segment.parameter(QueueLayout.LANES));
    QueueShape shape =
        new QueueShape(
            narrow(segment.parameter(QueueLayout.CAPACITY)),
            narrow(segment.parameter(QueueLayout.ELEMENT_BYTES)),
            narrow((long) producers * levels),
            segment.parameter(QueueLayout.CELLS),
            narrow(segment.parameter(QueueLayout.CELL_BYTES)),
            ordering == null ? Ordering.REAL_TIME : ordering,
            segment.parameter(QueueLayout.EXACT) == QueueShape.EXACT,
            kind.equals(QueueLayout.LEASE_KIND),
            levels);
    if (ordering == null
        || !shape.isPossible()
        || segment.info().bodyBytes() < QueueLayout.bodyBytes(shape.lanes(), levels)
        || segment.reservedBytes() < shape.lanes() * shape.laneBytes()) {
      throw new CorruptSegmentException(
          Problem.of("the queue's parameters contradict each other")
              .file(segment.file())
              .fact("parameters", segment.info().parameters())
              .fact("file", segment.info().sizeBytes() + " bytes")
              .next("Remove the file, then create the queue anew"));
    }
    return shape;
  }

  private static int narrow(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }
}
