package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of {@link java.util.concurrent.BlockingQueue} beside putting and taking. */
class SharedQueueCollectionTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private SharedQueue<String> queue(Ordering ordering, int capacity, String... elements) {
    SharedQueue<String> queue =
        SharedQueue.of(String.class)
            .capacity(capacity)
            .exactCapacity()
            .ordering(ordering)
            .create(domain, "queue");
    queue.addAll(Arrays.asList(elements));
    return queue;
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void holdsExactlyItsCapacity(Ordering ordering) {
    SharedQueue<String> queue = queue(ordering, 3);
    assertThat(queue.remainingCapacity()).isEqualTo(3);
    for (int round = 0; round < 50; round++) {
      assertThat(queue.offer("a")).isTrue();
      assertThat(queue.offer("b")).isTrue();
      assertThat(queue.remainingCapacity()).isEqualTo(1);
      assertThat(queue.offer("a text that takes more than one cell ".repeat(5))).isTrue();
      assertThat(queue.offer("d")).isFalse();
      assertThat(queue).hasSize(3);
      assertThat(queue.remainingCapacity()).isZero();
      assertThatIllegalStateException().isThrownBy(() -> queue.add("d")).withMessage("Queue full");
      assertThat(queue.remove("b")).isTrue();
      assertThat(queue.remainingCapacity()).isEqualTo(1);
      assertThat(queue.offer("e")).isTrue();
      assertThat(queue.offer("f")).isFalse();
      assertThat(queue.remove()).isEqualTo("a");
      assertThat(queue.remove()).startsWith("a text that");
      assertThat(queue.remove()).isEqualTo("e");
      assertThat(queue.poll()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void peeksWithoutTaking(Ordering ordering) {
    SharedQueue<String> queue = queue(ordering, 5);
    assertThat(queue.peek()).isNull();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(queue::element);
    queue.add("a");
    queue.add("b");
    assertThat(queue.peek()).isEqualTo("a");
    assertThat(queue.element()).isEqualTo("a");
    assertThat(queue).hasSize(2);
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.peek()).isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void removesWhereverItStands(Ordering ordering) {
    SharedQueue<String> queue = queue(ordering, 8, "a", "b", "c", "b", "d");
    assertThat(queue.remove("x")).isFalse();
    assertThat(queue.remove(null)).isFalse();
    assertThat(queue.contains("c")).isTrue();
    assertThat(queue.remove("b")).isTrue();
    assertThat(queue).containsExactly("a", "c", "b", "d");
    assertThat(queue.remove("a")).isTrue();
    assertThat(queue.remove("d")).isTrue();
    assertThat(queue).containsExactly("c", "b").hasToString("[c, b]");
    assertThat(queue.removeIf("c"::equals)).isTrue();
    assertThat(queue.contains("c")).isFalse();
    assertThat(queue.poll()).isEqualTo("b");
    assertThat(queue).isEmpty();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void anIteratorShowsWhatWasThereAndRemovesWhatStillIs() {
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, 8, "a", "b", "c");
    Iterator<String> iterator = queue.iterator();
    assertThatIllegalStateException().isThrownBy(iterator::remove);
    queue.add("d");
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(iterator.next()).isEqualTo("a");
    iterator.remove(); // gone already
    assertThat(iterator.next()).isEqualTo("b");
    iterator.remove();
    assertThatIllegalStateException().isThrownBy(iterator::remove);
    assertThat(iterator.next()).isEqualTo("c");
    assertThat(iterator.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    assertThat(queue).containsExactly("c", "d");
    assertThat(queue.stream().toList()).containsExactly("c", "d");
  }

  @Test
  void drains() {
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, 8, "a", "b", "c", "d");
    List<String> drained = new ArrayList<>();
    assertThat(queue.drainTo(drained, 3)).isEqualTo(3);
    assertThat(queue.drainTo(drained, 0)).isZero();
    assertThat(queue.drainTo(drained)).isEqualTo(1);
    assertThat(drained).containsExactly("a", "b", "c", "d");
    assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
    assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
  }

  @Test
  void elementsOfSeveralProducersAreShownInTheirOrder() throws InterruptedException {
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, 8, "a");
    ChildJvm other = child(SharedQueueCollectionTest::putTwo);
    other.expect("put b");
    queue.add("c");
    other.send("go on");
    other.expect("put d");
    assertThat(queue).containsExactly("a", "b", "c", "d");
    assertThat(queue.remove("b")).isTrue();
    assertThat(queue.remove("c")).isTrue();
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.poll()).isEqualTo("d");
    assertThat(queue.poll()).isNull();
  }

  private static void putTwo(ChildLink link) throws InterruptedException {
    SharedQueue<String> queue = openQueue(link);
    queue.put("b");
    link.send("put b");
    link.receive();
    queue.put("d");
    link.send("put d");
    link.receive();
  }

  private static SharedQueue<String> openQueue(ChildLink link) {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    return SharedQueue.of(String.class).open(domain, "queue");
  }

  private ChildJvm child(ChildBody body) {
    ChildJvm child = children.start(body, temporary.directory().toString());
    started.add(child);
    return child;
  }

  @Test
  void processesThatPutAtOnceFillItToTheLastPlaceAndNoFurther() throws InterruptedException {
    int capacity = 7;
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, capacity);
    List<ChildJvm> producers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      producers.add(child(SharedQueueCollectionTest::offerUntilFull));
    }
    for (int round = 0; round < 40; round++) {
      for (ChildJvm producer : producers) {
        producer.send("go");
      }
      int put = 0;
      for (ChildJvm producer : producers) {
        put += Integer.parseInt(producer.receive());
      }
      assertThat(put).as("round %d", round).isEqualTo(capacity);
      assertThat(queue).hasSize(capacity);
      assertThat(queue.drainTo(new ArrayList<>())).isEqualTo(capacity);
    }
  }

  private static void offerUntilFull(ChildLink link) {
    SharedQueue<String> queue = openQueue(link);
    while (true) {
      link.receive();
      int put = 0;
      while (queue.offer("x")) {
        put++;
      }
      link.send(Integer.toString(put));
    }
  }

  @Test
  void aPutThatWaitsForAPlaceGetsTheOneThatARemovalLeaves() throws Exception {
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, 2, "a", "b");
    ChildJvm producer = child(SharedQueueCollectionTest::putOne);
    producer.expect("putting");
    assertThat(queue.remove("b")).isTrue();
    producer.expect("put");
    assertThat(queue.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
    assertThat(queue.poll(10, TimeUnit.SECONDS)).isEqualTo("c");
  }

  private static void putOne(ChildLink link) throws InterruptedException {
    SharedQueue<String> queue = openQueue(link);
    link.send("putting");
    queue.put("c");
    link.send("put");
    link.receive();
  }

  @Test
  void aProducerThatDiesWhilePuttingHoldsNoPlace() throws InterruptedException {
    SharedQueue<String> queue = queue(Ordering.REAL_TIME, 3);
    for (int round = 0; round < 5; round++) {
      ChildJvm producer = child(SharedQueueCollectionTest::putForEver);
      producer.expect("ready");
      for (int i = 0; i < 300; i++) {
        queue.take();
      }
      producer.kill();
      queue.clear();
      assertThat(queue.offer("1") && queue.offer("2") && queue.offer("3")).isTrue();
      assertThat(queue.offer("4")).isFalse();
      assertThat(queue.drainTo(new ArrayList<>())).isEqualTo(3);
    }
  }

  private static void putForEver(ChildLink link) throws InterruptedException {
    SharedQueue<String> queue = openQueue(link);
    link.send("ready");
    while (true) {
      queue.put("x");
    }
  }
}
