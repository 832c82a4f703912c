package io.tandem.ipc.queue;

/** Where a reader of a {@link Topic} begins. Immutable. */
public final class Start {
  private enum Kind {
    OLDEST,
    NEWEST,
    POSITION
  }

  private static final Start OLDEST_KEPT = new Start(Kind.OLDEST, 0);
  private static final Start NEWEST_ONLY = new Start(Kind.NEWEST, 0);

  private final Kind kind;
  private final long position;

  private Start(Kind kind, long position) {
    this.kind = kind;
    this.position = position;
  }

  /**
   * With the oldest message that is kept. In a topic that evicts slow readers and is full, a
   * quarter of its capacity later, so that it is not evicted before its first message.
   */
  public static Start oldest() {
    return OLDEST_KEPT;
  }

  /** With the next message that is published. */
  public static Start newest() {
    return NEWEST_ONLY;
  }

  /**
   * With the message at that position, as told by {@link TopicReader#position} or {@link
   * Topic#position}; the first message ever has position 0. If it is not kept any more, with the
   * oldest that is; {@link TopicReader#lost} counts those between.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static Start at(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position " + position + " is negative.");
    }
    return new Start(Kind.POSITION, position);
  }

  /** The position to begin at: the oldest or the next one as told, or a position as it is. */
  long choose(long oldest, long next) {
    return switch (kind) {
      case OLDEST -> oldest;
      case NEWEST -> next;
      case POSITION -> position;
    };
  }

  /** Whether it is a certain message that is wanted first. */
  boolean isPosition() {
    return kind == Kind.POSITION;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case OLDEST -> "oldest";
      case NEWEST -> "newest";
      case POSITION -> "position " + position;
    };
  }
}
