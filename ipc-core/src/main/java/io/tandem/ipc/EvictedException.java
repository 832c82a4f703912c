package io.tandem.ipc;

/**
 * A reader was slower than its object waits for, and what it had not read yet may be gone. Nothing
 * can be read through that reader any more.
 */
public final class EvictedException extends TandemException {
  private static final long serialVersionUID = 1L;

  private final long position;
  private final long missed;

  /**
   * @param position of the first message that the reader has not got
   * @param missed how many messages from there on are not kept any more
   */
  public EvictedException(Problem problem, long position, long missed) {
    super(problem.fact("position", position).fact("missed", missed + " messages"), null);
    this.position = position;
    this.missed = missed;
  }

  /** The position of the first message that the reader has not got. */
  public long position() {
    return position;
  }

  /** How many messages from {@link #position} on were not kept any more when this was thrown. */
  public long missed() {
    return missed;
  }
}
