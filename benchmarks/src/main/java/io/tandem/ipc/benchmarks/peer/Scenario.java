package io.tandem.ipc.benchmarks.peer;

import java.util.Locale;

/**
 * One thing that is measured, the same for every contender.
 *
 * @param kind what happens
 * @param payloadBytes the size of a message, a multiple of 8
 * @param ringBytes the size of the ring for messages, where the contender has one
 * @param workSteps the producer's own work per message, in dependent multiply-adds (see {@link
 *     Payload})
 * @param pauses how many spin-wait hints a receiver that found nothing gives before it looks again
 * @param placement on which cores the two processes are
 * @param producers how many threads of the first process send, above 1 in a {@link Kind#QUEUE} only
 * @param consumers how many threads of the second process receive; the same
 */
public record Scenario(
    Kind kind,
    int payloadBytes,
    int ringBytes,
    int workSteps,
    int pauses,
    Placement placement,
    int producers,
    int consumers) {
  private static final int LINE_BYTES = 64;
  private static final int MOST_THREADS = 64;

  /** What happens in a scenario. */
  public enum Kind {
    /** One message there and one back, both sides spinning. */
    ROUND_TRIP,
    /** As many messages as possible in one direction, both sides spinning. */
    ONE_WAY,
    /**
     * As many bytes as possible in one direction: each message is copied in from memory of the
     * sender and out to memory of the receiver ({@link CopiedMessage}).
     */
    COPY,
    /** Threads of one process send, threads of the other receive, each message goes to one. */
    QUEUE,
    /** One message there and one back, both sides asleep until theirs arrives. */
    HAND_OFF,
    /** How much processor time a process uses that waits for a message which does not come. */
    IDLE,
    /** How long a new process takes until its first message has arrived in a running one. */
    START
  }

  /** Where the two processes of a trial run. */
  public enum Placement {
    /** Each pinned to its own core. */
    TWO_CORES,
    /** Both pinned to the same core. */
    ONE_CORE
  }

  /** Checks the sizes. */
  public Scenario {
    if (payloadBytes < 8 || payloadBytes % 8 != 0) {
      throw new IllegalArgumentException(
          "payloadBytes must be a positive multiple of 8, not " + payloadBytes);
    }
    if (ringBytes < payloadBytes || workSteps < 0 || pauses < 0) {
      throw new IllegalArgumentException(
          "ringBytes " + ringBytes + ", workSteps " + workSteps + ", pauses " + pauses);
    }
    int most = kind == Kind.QUEUE ? MOST_THREADS : 1;
    if (Math.min(producers, consumers) < 1 || Math.max(producers, consumers) > most) {
      throw new IllegalArgumentException(
          kind + " with " + producers + " producers and " + consumers + " consumers");
    }
  }

  /** A scenario with one thread on either side. */
  public Scenario(
      Kind kind, int payloadBytes, int ringBytes, int workSteps, int pauses, Placement placement) {
    this(kind, payloadBytes, ringBytes, workSteps, pauses, placement, 1, 1);
  }

  /** Whether the sides sleep while they wait, instead of spinning. */
  public boolean blocking() {
    return kind == Kind.HAND_OFF || kind == Kind.IDLE;
  }

  /** The number of 8-byte words in a message that its sender writes anew. */
  public int payloadWords() {
    return kind == Kind.COPY ? CopiedMessage.stamps(payloadBytes) : payloadBytes / Long.BYTES;
  }

  /** Whether all messages go in one direction. */
  public boolean oneWay() {
    return kind == Kind.ONE_WAY || kind == Kind.COPY || kind == Kind.QUEUE;
  }

  /** Whether threads of one process share its core. */
  public boolean crowded() {
    return Math.max(producers, consumers) > 1;
  }

  /** The bytes of the cache lines that a message takes together with a word that commits it. */
  public int lineBytes() {
    return (payloadBytes + Long.BYTES + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
  }

  /** How many cells of {@link #lineBytes} the ring has, a power of two. */
  public int cellsOfWholeLines() {
    return Math.max(2, Integer.highestOneBit(ringBytes / lineBytes()));
  }

  /** This scenario as one command-line argument. */
  public String toArgument() {
    return String.format(
        Locale.ROOT,
        "%s:%d:%d:%d:%d:%s:%d:%d",
        kind,
        payloadBytes,
        ringBytes,
        workSteps,
        pauses,
        placement,
        producers,
        consumers);
  }

  /** Reads what {@link #toArgument} wrote. */
  public static Scenario fromArgument(String argument) {
    String[] parts = argument.split(":", -1);
    if (parts.length != 8) {
      throw new IllegalArgumentException("not a scenario: '" + argument + "'");
    }
    return new Scenario(
        Kind.valueOf(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        Integer.parseInt(parts[4]),
        Placement.valueOf(parts[5]),
        Integer.parseInt(parts[6]),
        Integer.parseInt(parts[7]));
  }
}
