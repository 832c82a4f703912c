package io.tandem.ipc.queue;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.Problem;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import io.tandem.ipc.memory.SegmentSpec.Parameter;
import io.tandem.ipc.memory.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to make or open a {@link Lane}. What is not said is taken from the lane that is opened, or
 * from the defaults when one is made; what is said must agree with a lane that exists already.
 */
public final class LaneBuilder {
  private static final int SINGLE = 1;
  private static final int COMPETING = 2;
  private static final int DEFAULT_CELLS = 1 << 14;
  private static final int DEFAULT_PAYLOAD_BYTES = 56;
  private static final int MOST_CELLS = 1 << 27;
  private static final int MOST_PAYLOAD_BYTES = 1 << 29;

  private int cells;
  private int payloadBytes;
  private int takers;

  LaneBuilder() {}

  /** What a handle needs in the process that it has been sent to. */
  record Opener() implements SerializedHandle.Opener<Lane> {
    @Override
    public Lane open(Domain domain, String name) {
      return new LaneBuilder().open(domain, name);
    }
  }

  /** How many cells the ring has, rounded up to a power of two; 16,384 if not said. */
  public LaneBuilder cells(int cells) {
    if (cells < 2 || cells > MOST_CELLS) {
      throw new IllegalArgumentException(
          "cells " + cells + " is not within 2 to " + MOST_CELLS + ".");
    }
    this.cells = Integer.highestOneBit(cells - 1) << 1;
    return this;
  }

  /**
   * How many payload bytes a cell takes, rounded up to a multiple of 8; 56 if not said, at most 512
   * MiB. Records up to this size are written and read in place; larger ones take several cells and
   * are copied.
   */
  public LaneBuilder payloadBytes(int bytes) {
    if (bytes < 1 || bytes > MOST_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payloadBytes " + bytes + " is not within 1 to " + MOST_PAYLOAD_BYTES + ".");
    }
    this.payloadBytes = LaneRing.payloadFor(bytes);
    return this;
  }

  /** One consumer at a time, which reads in place. The default. */
  public LaneBuilder singleConsumer() {
    this.takers = SINGLE;
    return this;
  }

  /** Any number of takers; each record goes to one of them, as a copy. */
  public LaneBuilder competingTakers() {
    this.takers = COMPETING;
    return this;
  }

  /**
   * Makes the lane.
   *
   * @throws io.tandem.ipc.ObjectExistsException if the name is taken
   * @throws io.tandem.ipc.StorageFullException if the file system has no room
   * @throws IllegalArgumentException if the name is not a name, or the lane would be larger than 2
   *     GiB
   */
  public Lane create(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, false, true));
  }

  /**
   * Opens the lane; errors as {@link SharedQueueBuilder#open}.
   *
   * @throws io.tandem.ipc.ObjectMissingException if there is none of that name
   */
  public Lane open(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, true, false));
  }

  /** Opens the lane, or makes it if there is none; of several who try, one makes it. */
  public Lane openOrCreate(Domain domain, String name) {
    return domain.attach(name, new Attaching(domain, name, true, true));
  }

  private int cellsOrDefault() {
    return cells == 0 ? DEFAULT_CELLS : cells;
  }

  private int cellBytesOrDefault() {
    return LaneRing.WORD_BYTES + (payloadBytes == 0 ? DEFAULT_PAYLOAD_BYTES : payloadBytes);
  }

  private SegmentSpec spec(Liveness liveness) {
    int ringCells = cellsOrDefault();
    int cellBytes = cellBytesOrDefault();
    if (!LaneRing.validGeometry(ringCells, cellBytes)) {
      throw new IllegalArgumentException(
          "a lane of "
              + ringCells
              + " cells of "
              + cellBytes
              + " bytes is larger than 2 GiB. Choose fewer cells or a smaller payload.");
    }
    return new SegmentSpec(
        LaneObjectLayout.KIND,
        Lane.VERSION,
        liveness.self(),
        LaneObjectLayout.LANE + LaneRing.sizeBytes(ringCells, cellBytes),
        0,
        List.of(
            new Parameter("cells", ringCells),
            new Parameter("cellBytes", cellBytes),
            new Parameter("takers", takers == 0 ? SINGLE : takers)),
        "");
  }

  /** A class, as a first lambda costs a starting JVM some milliseconds. */
  private final class Attaching implements Domain.Opener<Lane>, Consumer<Words> {
    private final Domain domain;
    private final String name;
    private final boolean mayOpen;
    private final boolean mayCreate;

    Attaching(Domain domain, String name, boolean mayOpen, boolean mayCreate) {
      this.domain = domain;
      this.name = name;
      this.mayOpen = mayOpen;
      this.mayCreate = mayCreate;
    }

    @Override
    public Lane open(Path file, Liveness liveness) {
      return attach(domain, name, segment(file, liveness), liveness);
    }

    private Segment segment(Path file, Liveness liveness) {
      if (!mayCreate) {
        return Segment.open(file, LaneObjectLayout.KIND, Lane.VERSION);
      }
      return mayOpen
          ? Segment.openOrCreate(file, spec(liveness), this)
          : Segment.create(file, spec(liveness), this);
    }

    /** Fills the body of a new segment. */
    @Override
    public void accept(Words body) {
      LaneRing.initialize(
          body.slice(LaneObjectLayout.LANE, body.sizeBytes() - LaneObjectLayout.LANE),
          cellsOrDefault());
    }
  }

  private Lane attach(Domain domain, String name, Segment segment, Liveness liveness) {
    boolean done = false;
    try {
      segment.requireSchema("");
      if (cells != 0) {
        segment.requireParameter(LaneObjectLayout.CELLS, "number of cells", cells);
      }
      if (payloadBytes != 0) {
        segment.requireParameter(
            LaneObjectLayout.CELL_BYTES,
            "cell size (payload + 8)",
            payloadBytes + LaneRing.WORD_BYTES);
      }
      if (takers != 0) {
        segment.requireParameter(
            LaneObjectLayout.TAKERS, "kind of takers (1 = single, 2 = competing)", takers);
      }
      Lane lane =
          new Lane(
              domain,
              name,
              segment,
              liveness,
              ringOf(segment),
              segment.parameter(LaneObjectLayout.TAKERS) == COMPETING);
      done = true;
      return lane;
    } finally {
      if (!done) {
        segment.close();
      }
    }
  }

  private static LaneRing ringOf(Segment segment) {
    long ringCells = segment.parameter(LaneObjectLayout.CELLS);
    long cellBytes = segment.parameter(LaneObjectLayout.CELL_BYTES);
    Words body = segment.body();
    if (cellBytes < 0
        || cellBytes > MOST_PAYLOAD_BYTES + LaneRing.LONG_PAYLOAD
        || !LaneRing.validGeometry(ringCells, (int) cellBytes)
        || body.sizeBytes()
            < LaneObjectLayout.LANE + LaneRing.sizeBytes(ringCells, (int) cellBytes)) {
      throw new CorruptSegmentException(
          Problem.of("the lane's parameters contradict each other")
              .file(segment.file())
              .fact("parameters", segment.info().parameters())
              .fact("file", segment.info().sizeBytes() + " bytes")
              .next("Remove the file, then create the lane anew"));
    }
    return new LaneRing(
        body.slice(LaneObjectLayout.LANE, body.sizeBytes() - LaneObjectLayout.LANE),
        ringCells,
        (int) cellBytes);
  }
}
