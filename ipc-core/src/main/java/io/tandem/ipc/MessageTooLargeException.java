package io.tandem.ipc;

/**
 * An element's encoded form is larger than the object can ever take. Nothing has been sent. An
 * {@link IllegalArgumentException}, as {@link java.util.Collection#add} demands.
 */
public final class MessageTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final long sizeBytes;
  private final long limitBytes;

  /**
   * @param sizeBytes the size of the encoded element
   * @param limitBytes the largest size that fits
   */
  public MessageTooLargeException(Problem problem, long sizeBytes, long limitBytes) {
    super(
        problem
            .fact("message", sizeBytes + " bytes")
            .fact("limit", limitBytes + " bytes")
            .toString());
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }

  /** The size of the encoded element in bytes. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** The largest size in bytes that fits. */
  public long limitBytes() {
    return limitBytes;
  }
}
