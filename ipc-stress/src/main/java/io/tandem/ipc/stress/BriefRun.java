package io.tandem.ipc.stress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.TreeSet;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.ResourceEstimator;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the stress tests one after the other in this JVM, each for a moment. jcstress itself starts
 * a JVM for each way to compile each test, and two dozen before that to see what this machine can
 * do, which takes minutes; this takes seconds and finds what is grossly wrong. It drives the
 * runners that jcstress has generated, and so needs exactly the version in the pom.
 *
 * <p>Arguments: milliseconds for each test, and a part of the name of those to run, or nothing.
 */
public final class BriefRun {
  /** Few states at a time stay in the cache, where the actors meet. */
  private static final int STRIDE_SIZE = 128;

  private static final int STRIDES = 8;
  private static final int MEGABYTES = 64;

  private BriefRun() {}

  /** Exits with 1 if a test has failed. */
  public static void main(String[] args) throws Exception {
    int millis = Integer.parseInt(args[0]);
    String part = args.length > 1 ? args[1] : "";
    int failed = 0;
    for (String test : new TreeSet<>(TestList.tests())) {
      if (test.contains(part) && !run(TestList.getInfo(test), millis, System.out)) {
        failed++;
      }
    }
    System.out.println(failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static boolean run(TestInfo test, int millis, PrintStream out) throws Exception {
    TestResult result = runner(test, millis).run();
    StringBuilder states = new StringBuilder();
    boolean passed = result.status() == Status.NORMAL;
    for (String state : new TreeSet<>(result.getStateKeys())) {
      Expect expected = expected(test, state);
      boolean allowed = expected == Expect.ACCEPTABLE || expected == Expect.ACCEPTABLE_INTERESTING;
      passed &= allowed;
      states.append(String.format("    %-20s %,12d %s%n", state, result.getCount(state), expected));
    }
    out.printf("%s %s%n%s", passed ? "ok" : "FAILED", test.name(), states);
    if (result.status() != Status.NORMAL) {
      out.println("    " + result.status());
      result.getMessages().forEach(out::println);
    }
    return passed;
  }

  private static Expect expected(TestInfo test, String state) {
    for (StateCase known : test.cases()) {
      if (known.matches(state)) {
        return known.expect();
      }
    }
    return test.unmatched().expect();
  }

  private static Runner<?> runner(TestInfo test, int millis) throws Exception {
    return Class.forName(test.generatedRunner())
        .asSubclass(Runner.class)
        .getConstructor(ForkedTestConfig.class)
        .newInstance(config(test, millis));
  }

  /** As jcstress sends it to a JVM that it has started. */
  @SuppressWarnings("EnumOrdinal") // this is what is sent
  private static ForkedTestConfig config(TestInfo test, int millis) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream sent = new DataOutputStream(bytes);
    // Whoever waits lets the other actor have this core, if it is the only one that is free.
    sent.writeInt(SpinLoopStyle.THREAD_YIELD.ordinal());
    sent.writeInt(millis);
    sent.writeInt(1); // iterations
    sent.writeUTF(test.generatedRunner());
    sent.writeInt(MEGABYTES);
    sent.writeInt(STRIDE_SIZE);
    sent.writeInt(STRIDES);
    sent.writeBoolean(false); // actors stay on no core
    return new FewStates(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  /** Tries not how many states the heap has room for, which takes longer than all else. */
  private static final class FewStates extends ForkedTestConfig {
    FewStates(DataInputStream sent) throws IOException {
      super(sent);
    }

    @Override
    public void adjustStrideCount(ResourceEstimator estimator) {}
  }
}
