package io.tandem.ipc.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The child JVMs of one test: kills those that are left at its end, and adds their standard error
 * to whatever makes the test fail. For a field with {@code @RegisterExtension}.
 */
public final class ChildJvms implements AfterEachCallback, TestExecutionExceptionHandler {
  private final List<ChildJvm> children = new ArrayList<>();

  /** Starts a child that runs a static method or a lambda which captures nothing. */
  public ChildJvm start(ChildBody body, String... arguments) {
    return add(ChildJvm.start(body, arguments));
  }

  /** Starts a child that runs a main class. */
  public ChildJvm start(Class<?> mainClass, String... arguments) {
    return add(ChildJvm.start(mainClass, arguments));
  }

  /** Takes over a child that was started with other than the usual settings. */
  public synchronized ChildJvm add(ChildJvm child) {
    children.add(child);
    return child;
  }

  @Override
  public synchronized void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    for (ChildJvm child : children) {
      failure.addSuppressed(new ChildState(child));
    }
    throw failure;
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    children.forEach(ChildJvm::close);
    children.clear();
  }

  /** Carries what a child has said into the failure of its test. */
  private static final class ChildState extends Exception {
    private static final long serialVersionUID = 1L;

    ChildState(ChildJvm child) {
      super(child + child.stderrForMessage(), null, false, false);
    }
  }
}
