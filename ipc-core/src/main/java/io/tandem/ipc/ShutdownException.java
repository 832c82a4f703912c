package io.tandem.ipc;

/**
 * The object has been shut down: what was in it can still be taken, and nothing new comes. Thrown
 * to whoever wants to put something in, and to whoever wants to wait for more than is left.
 */
public final class ShutdownException extends TandemException {
  private static final long serialVersionUID = 1L;

  public ShutdownException(Problem problem) {
    super(problem, null);
  }
}
