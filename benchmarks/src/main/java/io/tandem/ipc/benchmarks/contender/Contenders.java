package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import java.util.List;

/** Every contender that runs in JVMs. */
public final class Contenders {
  private static final List<String> NAMES =
      List.of(
          "tandem",
          "tandem-adaptive",
          "tandem-fill",
          "tandem-batch",
          "tandem-taker",
          "tandem-park",
          "tandem-spin-then-park",
          "tandem-copy",
          "tandem-queue-bytes",
          "agrona-write",
          "agrona-claim",
          "agrona-backoff",
          "agrona-copy",
          "tandem-queue",
          "tandem-queue-spin",
          "agrona-many-to-one",
          "aeron-ipc",
          "chronicle-queue",
          "unix-socket",
          "unix-socket-batched",
          "pipe-objects-queue",
          "pipe-objects",
          "empty-jvm");

  private Contenders() {}

  /** All of them, in the order of tables. */
  public static List<Contender> all() {
    return NAMES.stream().map(Contenders::named).toList();
  }

  /**
   * The one with that name, or of the class with that name: contenders need not be listed here to
   * be tried. Loads no other: what a process needs until its first message is measured.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Contender named(String name) {
    return switch (name) {
      case "tandem" -> new TandemLane(TandemLane.Style.CLAIM);
      case "tandem-adaptive" -> new TandemLane(TandemLane.Style.ADAPTIVE);
      case "tandem-fill" -> new TandemLane(TandemLane.Style.FILL);
      case "tandem-batch" -> new TandemLane(TandemLane.Style.BATCH);
      case "tandem-taker" -> new TandemLane(TandemLane.Style.TAKER);
      case "tandem-park" -> new TandemLane(TandemLane.Style.PARK);
      case "tandem-spin-then-park" -> new TandemLane(TandemLane.Style.SPIN_THEN_PARK);
      case "tandem-copy" -> new TandemCopy();
      case "tandem-queue-bytes" -> new TandemQueueBytes();
      case "agrona-copy" -> new AgronaCopy();
      case "tandem-queue" -> new TandemQueue(false);
      case "tandem-queue-spin" -> new TandemQueue(true);
      case "agrona-many-to-one" -> new AgronaQueue();
      case "aeron-ipc" -> new AeronQueue();
      case "chronicle-queue" -> new ChronicleRival();
      case "unix-socket" -> new SocketQueue(false);
      case "unix-socket-batched" -> new SocketQueue(true);
      case "pipe-objects-queue" -> new PipeQueue();
      case "agrona-write" -> new AgronaRing(AgronaRing.Style.WRITE);
      case "agrona-claim" -> new AgronaRing(AgronaRing.Style.CLAIM);
      case "agrona-backoff" -> new AgronaRing(AgronaRing.Style.BACKOFF);
      case "pipe-objects" -> new ObjectPipe();
      case "empty-jvm" -> new EmptyJvm();
      default -> ofClass(name);
    };
  }

  private static Contender ofClass(String name) {
    try {
      return Class.forName(name).asSubclass(Contender.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "no contender and no class of one is named '"
              + name
              + "'; there are "
              + String.join(", ", NAMES),
          e);
    }
  }
}
