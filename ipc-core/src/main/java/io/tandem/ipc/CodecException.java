package io.tandem.ipc;

/**
 * A value cannot be turned into bytes, or bytes cannot be turned into a value: a type the codec
 * does not carry, a class that is not allowed, or bytes that another codec wrote.
 */
public final class CodecException extends TandemException {
  private static final long serialVersionUID = 1L;

  public CodecException(Problem problem) {
    super(problem, null);
  }

  public CodecException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
