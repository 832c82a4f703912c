package io.tandem.ipc.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.TempDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guava's suite for queues, aimed at each kind of shared queue. */
@Tag("once") // it is a question of logic
class GuavaQueueTest {
  private static final int CAPACITY = 64;

  @RegisterExtension final TempDomain temporary = new TempDomain();

  private final AtomicInteger names = new AtomicInteger();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
  }

  @TestFactory
  Stream<DynamicTest> inRealTime() {
    return tests("real time", () -> builder(Ordering.REAL_TIME).exactCapacity());
  }

  @TestFactory
  Stream<DynamicTest> perProducer() {
    return tests("per producer", () -> builder(Ordering.PER_PRODUCER).exactCapacity());
  }

  @TestFactory
  Stream<DynamicTest> withRoomForEachProducer() {
    return tests("room for each", () -> builder(Ordering.REAL_TIME));
  }

  @TestFactory
  Stream<DynamicTest> withSeveralLevels() {
    return tests("levels", () -> builder(Ordering.REAL_TIME).levels(3).exactCapacity());
  }

  @TestFactory
  Stream<DynamicTest> oneOfSeveralLevels() {
    return tests("one level", () -> builder(Ordering.REAL_TIME).levels(3), queue -> queue.at(1));
  }

  private static SharedQueueBuilder<String> builder(Ordering ordering) {
    return SharedQueue.of(String.class).capacity(CAPACITY).maxProducers(2).ordering(ordering);
  }

  private Stream<DynamicTest> tests(String name, Supplier<SharedQueueBuilder<String>> builders) {
    return tests(name, builders, queue -> queue);
  }

  private Stream<DynamicTest> tests(
      String name,
      Supplier<SharedQueueBuilder<String>> builders,
      UnaryOperator<SharedQueue<String>> part) {
    TestSuite suite =
        QueueTestSuiteBuilder.using(
                new TestStringQueueGenerator() {
                  @Override
                  protected Queue<String> create(String[] elements) {
                    SharedQueue<String> queue =
                        part.apply(
                            builders.get().create(domain, "queue-" + names.incrementAndGet()));
                    queue.addAll(Arrays.asList(elements));
                    return queue;
                  }
                })
            .named("shared queue, " + name)
            .withFeatures(
                CollectionSize.ANY,
                CollectionFeature.GENERAL_PURPOSE,
                CollectionFeature.KNOWN_ORDER)
            .createTestSuite();
    List<DynamicTest> tests = new ArrayList<>();
    collect(suite, tests);
    return tests.stream();
  }

  private static void collect(TestSuite suite, List<DynamicTest> tests) {
    for (junit.framework.Test test : Collections.list(suite.tests())) {
      if (test instanceof TestSuite inner) {
        collect(inner, tests);
      } else {
        TestCase each = (TestCase) test;
        tests.add(DynamicTest.dynamicTest(each.getName(), each::runBare));
      }
    }
  }
}
