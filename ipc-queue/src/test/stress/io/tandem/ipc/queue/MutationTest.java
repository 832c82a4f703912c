package io.tandem.ipc.queue;

import io.tandem.ipc.testkit.mutation.MutationSuite;
import java.util.Set;

/** The protections of lanes, queues, leases, latest values and topics. */
class MutationTest extends MutationSuite {
  MutationTest() {
    super(
        Set.of(
            "ExactRoom.java",
            "LaneReader.java",
            "LaneRing.java",
            "LaneScan.java",
            "LaneWriter.java",
            "LatestCell.java",
            "LeaseRing.java",
            "LeaseTaker.java",
            "PriorityTaker.java",
            "QueueLanes.java",
            "QueueTaker.java",
            "RotatingTaker.java",
            "StampedTaker.java",
            "TopicCursor.java",
            "TopicPlaces.java",
            "TopicRing.java",
            "TopicSeats.java",
            "TopicWriter.java"));
  }
}
