package io.tandem.ipc.testkit.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A protocol without one of its protections. */
public final class Mutant {
  private final String protocol;
  private final String protection;
  private final int line;
  private final Path file;
  private final String className;
  private final Edit edit;
  private final TestCall test;
  private final String whyItSurvives;

  /**
   * @param className the outermost class that is changed
   * @param test the one that fails with it, or would be the first to; null if there is none
   * @param whyItSurvives null if it does not
   */
  Mutant(
      String protocol,
      String protection,
      int line,
      Path file,
      String className,
      Edit edit,
      TestCall test,
      String whyItSurvives) {
    this.protocol = protocol;
    this.protection = protection;
    this.line = line;
    this.file = file;
    this.className = className;
    this.edit = edit;
    this.test = test;
    this.whyItSurvives = whyItSurvives;
  }

  /** Which protocol is changed. */
  public String protocol() {
    return protocol;
  }

  /** What of it is taken out. */
  public String protection() {
    return protection;
  }

  /** Whether no test is expected to notice. */
  public boolean survives() {
    return whyItSurvives != null;
  }

  /** Whether there is a test to run with it. */
  public boolean hasTest() {
    return test != null;
  }

  /** The class and method of its test. */
  public String test() {
    return String.valueOf(test);
  }

  /**
   * Runs the test on the mutant and requires that it fails, or for a survivor that it passes.
   *
   * @throws AssertionError if it does not
   * @throws IllegalStateException if the mutant cannot be made, or does not get as far as to fail
   */
  public void check() {
    Optional<Throwable> failure = test.run(load());
    if (survives() && failure.isPresent()) {
      throw new AssertionError(
          where() + " says that this survives, but " + test + " fails with it: move the line up",
          failure.get());
    }
    if (!survives() && failure.isEmpty()) {
      throw new AssertionError(
          where()
              + ": "
              + test
              + " passes although this was taken out: "
              + edit
              + ". Sharpen the test, or delete the protection, or say why it stays");
    }
    failure.ifPresent(this::requireThatItRan);
  }

  /** A test that could not run has killed nothing. */
  private void requireThatItRan(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkageError
          || cause instanceof ReflectiveOperationException
          || cause instanceof TimeoutException
          || String.valueOf(cause.getMessage()).contains("raise stateLimit")) {
        throw new IllegalStateException(where() + ": " + test + " could not be run", failure);
      }
    }
  }

  private ClassLoader load() {
    return new MutantLoader(
        Mutant.class.getClassLoader(), MutantCompiler.compile(file, changedSource()));
  }

  /** The changed class's source. */
  private String changedSource() {
    try {
      return edit.applyWithImports(source());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          where() + ": " + className + ": " + e.getMessage() + ". Put the line right", e);
    }
  }

  /** The class's source, without comments. */
  private String source() {
    try {
      return JavaSource.withoutComments(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return file;
  }

  /** Whether the change is within those offsets of the source without comments. */
  boolean touches(String source, int from, int to) {
    return edit.touches(source, from, to);
  }

  private String where() {
    return "line " + line + " of " + MutationPage.NAME + " (" + protection + ")";
  }

  @Override
  public String toString() {
    return protocol + ": " + protection;
  }
}
