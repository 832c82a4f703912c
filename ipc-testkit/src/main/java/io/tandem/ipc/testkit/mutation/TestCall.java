package io.tandem.ipc.testkit.mutation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A test method and, for one that takes the constants of an enum, which of them: {@code
 * LaneModelTest.aBatchIsPublishedWholeOrNotAtAll(SEQUENTIAL)}.
 */
final class TestCall {
  private static final Pattern TEXT = Pattern.compile("(\\w+)\\.(\\w+)(?:\\((\\w+)\\))?");

  private final String text;
  private final String className;
  private final String method;
  private final String constant;

  private TestCall(String text, String className, String method, String constant) {
    this.text = text;
    this.className = className;
    this.method = method;
    this.constant = constant;
  }

  /**
   * Reads a call of a test in the package of the class under test.
   *
   * @throws IllegalArgumentException if it is none
   */
  static TestCall parse(String packageName, String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no test: " + text);
    }
    return new TestCall(
        text, packageName + "." + matcher.group(1), matcher.group(2), matcher.group(3));
  }

  /** Runs the test; what it has failed with, or nothing. */
  Optional<Throwable> run(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return run(selector(Class.forName(className, false, loader)));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("there is no test " + className, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private DiscoverySelector selector(Class<?> type) {
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(method) && !candidate.isSynthetic())
            .toList();
    if (methods.size() != 1) {
      throw new IllegalStateException(methods.size() + " methods are named " + this);
    }
    DiscoverySelector selector = DiscoverySelectors.selectMethod(type, methods.get(0));
    return constant == null
        ? selector
        : DiscoverySelectors.selectIteration(selector, iteration(methods.get(0)));
  }

  private int iteration(Method candidate) {
    EnumSource source = candidate.getAnnotation(EnumSource.class);
    List<String> names = new ArrayList<>();
    if (source != null && source.mode() == EnumSource.Mode.INCLUDE) {
      for (Object each : candidate.getParameterTypes()[0].getEnumConstants()) {
        String name = ((Enum<?>) each).name();
        if (source.names().length == 0 || List.of(source.names()).contains(name)) {
          names.add(name);
        }
      }
    }
    int index = names.indexOf(constant);
    if (index < 0) {
      throw new IllegalStateException(this + " takes one of " + names);
    }
    return index;
  }

  private Optional<Throwable> run(DiscoverySelector selector) {
    Listener listener = new Listener();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build());
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selector)
            .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
            .build(),
        listener);
    if (listener.tests == 0 && listener.failure == null) {
      throw new IllegalStateException(this + " is no test that runs here");
    }
    return Optional.ofNullable(listener.failure);
  }

  /** Counts tests and keeps the first failure. */
  private static final class Listener implements TestExecutionListener {
    int tests;
    Throwable failure;

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      tests += identifier.isTest() ? 1 : 0;
      if (failure == null && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        failure = result.getThrowable().orElseGet(() -> new AssertionError(result.toString()));
      }
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
