package io.tandem.ipc.queue;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.LayoutCatalog;
import io.tandem.ipc.memory.SegmentInfo;
import io.tandem.ipc.memory.SegmentLayout;
import io.tandem.ipc.wait.DoorbellLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The layouts of this module. */
public final class QueueLayouts implements LayoutCatalog {
  private static final int PAGE = 4096;

  /** For {@link java.util.ServiceLoader}. */
  public QueueLayouts() {}

  @Override
  public List<Layout> layouts() {
    return List.of(
        QueueLayout.LAYOUT,
        QueueLayout.PLACE,
        QueueLayout.LEVEL_LAYOUT,
        LeaseLayout.LAYOUT,
        LeaseLayout.LEASE,
        PipeLayout.LAYOUT,
        LatestLayout.LAYOUT,
        LatestLayout.SLOT,
        TopicLayout.LAYOUT,
        TopicLayout.PLACE,
        TopicLayout.READER_SEATS,
        TopicLayout.SEAT,
        TopicLayout.ENTRY_RING,
        TopicLayout.ENTRY,
        TopicLayout.PLACE_BLOCKS,
        TopicLayout.BLOCK,
        LaneObjectLayout.LAYOUT,
        LaneLayout.LAYOUT,
        LaneLayout.CELL);
  }

  @Override
  public Optional<SegmentMap> map(SegmentInfo segment) {
    if (is(segment, QueueLayout.KIND, QueueLayout.LAYOUT)) {
      return Optional.of(mapOfQueue(segment, false));
    }
    if (is(segment, QueueLayout.LEASE_KIND, QueueLayout.LAYOUT)) {
      return Optional.of(mapOfQueue(segment, true));
    }
    if (is(segment, LatestLayout.KIND, LatestLayout.LAYOUT)) {
      return Optional.of(mapOfLatest(segment));
    }
    if (is(segment, TopicLayout.KIND, TopicLayout.LAYOUT)) {
      return Optional.of(mapOfTopic(segment));
    }
    if (is(segment, PipeLayout.KIND, PipeLayout.LAYOUT)) {
      return Optional.of(mapOfPipe(segment));
    }
    if (is(segment, LaneObjectLayout.KIND, LaneObjectLayout.LAYOUT)) {
      return Optional.of(mapOfLane(segment));
    }
    return Optional.empty();
  }

  private static boolean is(SegmentInfo segment, String kind, Layout layout) {
    return segment.kind().equals(kind) && segment.version() == layout.version();
  }

  private static SegmentMap mapOfQueue(SegmentInfo segment, boolean leases) {
    List<String> names =
        List.of(
            "capacity",
            "elementBytes",
            "maxProducers",
            "cells",
            "cellBytes",
            "ordering",
            "exact",
            "maxDeliveries",
            "levels");
    List<Section> sections = new ArrayList<>();
    long levels = parameter(segment, QueueLayout.LEVELS);
    long producers = parameter(segment, QueueLayout.LANES);
    long cells = parameter(segment, QueueLayout.CELLS);
    long cellBytes = parameter(segment, QueueLayout.CELL_BYTES);
    if (isWithin(levels, QueueShape.MOST_LEVELS)
        && isWithin(producers, QueueShape.MOST_LANES)
        && isWithin(producers * levels, QueueShape.MOST_LANES)
        && isRing(cells, cellBytes)) {
      int lanes = (int) (producers * levels);
      sections.add(
          new Section(
              "queue",
              QueueLayout.LAYOUT,
              SegmentLayout.HEADER_BYTES,
              lanes,
              QueueLayout.PLACE.sizeBytes()));
      if (levels > 1) {
        sections.add(
            new Section(
                "levels",
                QueueLayout.LEVEL_LAYOUT,
                SegmentLayout.HEADER_BYTES + QueueLayout.placeOffset(lanes),
                levels,
                DoorbellLayout.LAYOUT.sizeBytes()));
      }
      long reserved = roundUp(SegmentLayout.HEADER_BYTES + segment.bodyBytes());
      long ringBytes = LaneRing.sizeBytes(cells, (int) cellBytes);
      long laneBytes = roundUp(leases ? ringBytes + LeaseLayout.tableBytes(cells) : ringBytes);
      for (int lane = 0; lane < lanes; lane++) {
        long at = reserved + lane * laneBytes;
        sections.add(new Section("lane " + lane, LaneLayout.LAYOUT, at, cells, cellBytes));
        if (leases) {
          sections.add(
              new Section(
                  "leases of lane " + lane,
                  LeaseLayout.LAYOUT,
                  at + ringBytes,
                  cells,
                  LeaseLayout.LEASE.sizeBytes()));
        }
      }
    }
    return new SegmentMap(names, sections);
  }

  private static SegmentMap mapOfLatest(SegmentInfo segment) {
    List<Section> sections = new ArrayList<>();
    long bytes = parameter(segment, LatestLayout.SLOT_BYTES);
    long slots = parameter(segment, LatestLayout.SLOTS);
    if (bytes >= 0 && bytes <= Integer.MAX_VALUE && slots >= 0 && slots <= Integer.MAX_VALUE) {
      sections.add(
          new Section(
              "latest value",
              LatestLayout.LAYOUT,
              SegmentLayout.HEADER_BYTES,
              slots,
              LatestLayout.SLOT.sizeBytes() + bytes));
    }
    return new SegmentMap(List.of("slotBytes", "slots"), sections);
  }

  private static SegmentMap mapOfTopic(SegmentInfo segment) {
    List<Section> sections = new ArrayList<>();
    TopicShape shape =
        new TopicShape(
            parameter(segment, TopicLayout.ENTRIES),
            narrow(parameter(segment, TopicLayout.MESSAGE_BYTES)),
            narrow(parameter(segment, TopicLayout.PUBLISHERS)),
            narrow(parameter(segment, TopicLayout.READERS)),
            narrow(parameter(segment, TopicLayout.DELIVERY)));
    if (shape.isPossible()) {
      long body = SegmentLayout.HEADER_BYTES;
      sections.add(
          new Section(
              "topic",
              TopicLayout.LAYOUT,
              body,
              shape.publishers(),
              TopicLayout.PLACE.sizeBytes()));
      sections.add(
          new Section(
              "seats",
              TopicLayout.READER_SEATS,
              body + shape.seatsOffset(),
              shape.readers(),
              TopicLayout.SEAT.sizeBytes()));
      sections.add(
          new Section(
              "ring",
              TopicLayout.ENTRY_RING,
              body + shape.ringOffset(),
              shape.entries(),
              TopicLayout.ENTRY.sizeBytes()));
      long reserved = roundUp(body + segment.bodyBytes());
      for (int place = 0; place < shape.publishers(); place++) {
        sections.add(
            new Section(
                "blocks of place " + place,
                TopicLayout.PLACE_BLOCKS,
                reserved + place * shape.placeBytes(),
                shape.entries() + 1,
                shape.blockBytes()));
      }
    }
    return new SegmentMap(
        List.of("entries", "messageBytes", "publishers", "readers", "delivery"), sections);
  }

  private static int narrow(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }

  private static SegmentMap mapOfPipe(SegmentInfo segment) {
    List<Section> sections = new ArrayList<>();
    long cells = parameter(segment, PipeLayout.CELLS);
    long cellBytes = parameter(segment, PipeLayout.CELL_BYTES);
    long lanes = parameter(segment, PipeLayout.LANES);
    if (isRing(cells, cellBytes) && lanes >= PipeLayout.ONE_WAY && lanes <= PipeLayout.BOTH_WAYS) {
      long body = SegmentLayout.HEADER_BYTES;
      sections.add(new Section("pipe", PipeLayout.LAYOUT, body, 0, 0));
      long laneBytes = QueueShape.laneBytes(cells, (int) cellBytes);
      for (int lane = 0; lane < lanes; lane++) {
        long at = body + PipeLayout.laneOffset(lane, laneBytes);
        sections.add(new Section("lane " + lane, LaneLayout.LAYOUT, at, cells, cellBytes));
      }
    }
    return new SegmentMap(List.of("cells", "cellBytes", "lanes"), sections);
  }

  private static SegmentMap mapOfLane(SegmentInfo segment) {
    List<Section> sections = new ArrayList<>();
    long cells = parameter(segment, LaneObjectLayout.CELLS);
    long cellBytes = parameter(segment, LaneObjectLayout.CELL_BYTES);
    if (isRing(cells, cellBytes)) {
      long body = SegmentLayout.HEADER_BYTES;
      sections.add(new Section("lane object", LaneObjectLayout.LAYOUT, body, 0, 0));
      sections.add(
          new Section("lane", LaneLayout.LAYOUT, body + LaneObjectLayout.LANE, cells, cellBytes));
    }
    return new SegmentMap(List.of("cells", "cellBytes", "takers"), sections);
  }

  private static boolean isWithin(long value, int most) {
    return value > 0 && value <= most;
  }

  private static boolean isRing(long cells, long cellBytes) {
    return cellBytes > 0
        && cellBytes <= Integer.MAX_VALUE
        && LaneRing.validGeometry(cells, (int) cellBytes);
  }

  /** The parameter, or −1 if the header has none at that place. */
  private static long parameter(SegmentInfo segment, int index) {
    return index < segment.parameters().size() ? segment.parameters().get(index) : -1;
  }

  private static long roundUp(long bytes) {
    return (bytes + PAGE - 1) & -PAGE;
  }
}
