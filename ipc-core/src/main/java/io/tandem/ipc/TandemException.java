package io.tandem.ipc;

import java.nio.file.Path;

/**
 * The family of Tandem's own errors. The family is closed, so a {@code switch} over it can be
 * complete.
 *
 * <p>Mistakes in a call use the JDK's own exceptions, as java.util.concurrent does: {@link
 * IllegalArgumentException} for an argument (with {@link MessageTooLargeException} for an element
 * that can never fit), {@link IllegalStateException} for use after close, {@link
 * NullPointerException} for a null element. Expected outcomes (full, empty, timed out) are return
 * values.
 *
 * <p>Every message says what, which object and file, the values and limits, the holder where there
 * is one, and what to do next (see {@link Problem}).
 */
public abstract sealed class TandemException extends RuntimeException
    permits CodecException,
        CorruptSegmentException,
        DomainAccessException,
        DomainFullException,
        EndTakenException,
        EvictedException,
        ObjectAccessException,
        ObjectExistsException,
        ObjectMissingException,
        ProducerLimitException,
        ReaderLimitException,
        ShutdownException,
        StorageFullException,
        WrongKindException,
        WrongParametersException,
        WrongSchemaException,
        WrongVersionException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  TandemException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** The file or directory concerned, or null where there is none. */
  public final Path file() {
    return problem == null ? null : problem.file();
  }
}
