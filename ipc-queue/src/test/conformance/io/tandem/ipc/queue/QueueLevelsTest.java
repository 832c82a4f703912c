package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.ShutdownException;
import io.tandem.ipc.WrongParametersException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.TempDomain;
import io.tandem.ipc.wait.Awaitable;
import io.tandem.ipc.wait.WaitAny;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues with several levels of urgency, and each level as a queue; in threads. */
class QueueLevelsTest {
  private static final int LEVELS = 3;

  @RegisterExtension final TempDomain temporary = new TempDomain();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
    threads.shutdownNow();
  }

  private static SharedQueueBuilder<Long> longs() {
    return SharedQueue.of(Codecs.longs());
  }

  private SharedQueue<Long> make(Ordering ordering) {
    return longs().levels(LEVELS).ordering(ordering).capacity(64).create(domain, "queue");
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void theMostUrgentIsTakenFirstAndEachLevelInItsOrder(Ordering ordering)
      throws InterruptedException {
    SharedQueue<Long> queue = make(ordering);
    for (long i = 0; i < 30; i++) {
      queue.at((int) (i % LEVELS)).put(i);
    }
    for (int level = 0; level < LEVELS; level++) {
      for (long i = level; i < 30; i += LEVELS) {
        assertThat(queue.peek()).isEqualTo(i);
        assertThat(queue.take()).isEqualTo(i);
      }
    }
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void whatIsUrgentOvertakesWhatWaits(Ordering ordering) throws InterruptedException {
    SharedQueue<Long> queue = make(ordering);
    queue.at(2).put(20L);
    queue.at(1).put(10L);
    assertThat(queue.take()).isEqualTo(10L);
    queue.at(0).put(0L);
    queue.at(1).put(11L);
    assertThat(queue.take()).isZero();
    assertThat(queue.take()).isEqualTo(11L);
    assertThat(queue.take()).isEqualTo(20L);
  }

  @Test
  void whatIsPutWithoutALevelGoesToTheLast() {
    SharedQueue<Long> queue = make(Ordering.REAL_TIME);
    queue.add(1L);
    queue.at(0).add(2L);
    assertThat(queue.at(2)).containsExactly(1L);
    assertThat(queue).containsExactly(2L, 1L);
    assertThat(queue.levels()).isEqualTo(LEVELS);
  }

  @Test
  void aQueueWithOneLevelIsItsLevel() {
    SharedQueue<Long> queue = longs().create(domain, "queue");
    assertThat(queue.levels()).isEqualTo(1);
    assertThat(queue.at(0)).isSameAs(queue);
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void aLevelShowsItsOwnElementsOnly(Ordering ordering) throws InterruptedException {
    SharedQueue<Long> queue = make(ordering);
    BlockingQueue<Long> urgent = queue.at(0);
    SharedQueue<Long> middle = queue.at(1);
    middle.addAll(List.of(10L, 11L, 12L, 13L));
    urgent.addAll(List.of(1L, 2L));
    assertThat(queue).hasSize(6).containsExactly(1L, 2L, 10L, 11L, 12L, 13L);
    assertThat(middle).hasSize(4).containsExactly(10L, 11L, 12L, 13L);
    assertThat(middle.contains(1L)).isFalse();
    assertThat(middle.remove(1L)).isFalse();
    assertThat(middle.remove(11L)).isTrue();
    assertThat(middle.peek()).isEqualTo(10L);
    assertThat(middle.poll()).isEqualTo(10L);
    assertThat(queue.at(2).poll()).isNull();
    assertThat(queue.at(2).isEmpty()).isTrue();
    assertThat(queue.at(2).poll(1, TimeUnit.MILLISECONDS)).isNull();
    Iterator<Long> all = queue.iterator();
    all.next();
    all.remove();
    assertThat(urgent).containsExactly(2L);
    List<Long> drained = new ArrayList<>();
    assertThat(middle.drainTo(drained)).isEqualTo(2);
    assertThat(drained).containsExactly(12L, 13L);
    assertThat(queue).containsExactly(2L);
    assertThat(middle.at(0)).isSameAs(urgent);
    assertThat(middle.levels()).isEqualTo(LEVELS);
  }

  @Test
  void aLevelThatIsFullKeepsNobodyFromPuttingAtAnother() {
    SharedQueue<Long> queue = longs().levels(2).capacity(8).create(domain, "queue");
    int normal = 0;
    while (queue.offer(1L)) {
      normal++;
    }
    assertThat(normal).isGreaterThanOrEqualTo(8);
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(queue.at(0).remainingCapacity()).isGreaterThanOrEqualTo(8);
    for (long i = 0; i < 8; i++) {
      assertThat(queue.at(0).offer(i)).isTrue();
    }
    for (long i = 0; i < 8; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue).hasSize(normal);
  }

  @Test
  void anExactCapacityIsThatOfAllLevels() throws Exception {
    SharedQueue<Long> queue = longs().levels(2).capacity(3).exactCapacity().create(domain, "queue");
    assertThat(queue.offer(1L)).isTrue();
    assertThat(queue.at(0).offer(2L)).isTrue();
    assertThat(queue.at(1).offer(3L)).isTrue();
    assertThat(queue.at(0).offer(4L)).isFalse();
    assertThat(queue.offer(4L)).isFalse();
    assertThat(queue.remainingCapacity()).isZero();
    Future<?> blocked =
        threads.submit(
            () -> {
              queue.at(0).put(5L);
              return null;
            });
    assertThat(queue.at(1).take()).isEqualTo(1L); // makes room for either level
    blocked.get(1, TimeUnit.MINUTES);
    assertThat(queue).containsExactly(2L, 5L, 3L);
  }

  @Test
  void whoWaitsForALevelGetsWhatIsPutThereAndNothingElse() throws Exception {
    SharedQueue<Long> queue = make(Ordering.REAL_TIME);
    for (long round = 0; round < 50; round++) {
      Future<Long> urgent = threads.submit(queue.at(0)::take);
      Future<Long> last = threads.submit(queue.at(2)::take);
      queue.at(1).put(-round);
      assertThat(queue.take()).isEqualTo(-round);
      queue.at(2).put(round);
      assertThat(last.get(1, TimeUnit.MINUTES)).isEqualTo(round);
      assertThat(urgent.isDone()).isFalse();
      queue.at(0).put(round + 1);
      assertThat(urgent.get(1, TimeUnit.MINUTES)).isEqualTo(round + 1);
    }
  }

  @Test
  void whoWaitsForAnythingGetsWhatIsPutAtAnyLevel() throws Exception {
    SharedQueue<Long> queue =
        longs().levels(LEVELS).waitStrategy(WaitStrategy.park()).create(domain, "queue");
    for (int round = 0; round < 50; round++) {
      Future<Long> taker = threads.submit(queue::take);
      queue.at(round % LEVELS).put((long) round);
      assertThat(taker.get(1, TimeUnit.MINUTES)).isEqualTo(round);
    }
    SharedQueue<Long> urgent = queue.at(0);
    SharedQueue<Long> middle = queue.at(1);
    Future<Awaitable> any = threads.submit(() -> WaitAny.of(urgent, middle).await());
    queue.at(2).put(7L);
    middle.put(8L);
    assertThat(any.get(1, TimeUnit.MINUTES)).isSameAs(middle);
    assertThat(urgent.isReady()).isFalse();
    assertThat(queue.isReady()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Ordering.class)
  void everyElementIsTakenOnceByManyThreads(Ordering ordering) throws Exception {
    SharedQueue<Long> queue = make(ordering);
    int each = 3_000;
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger left = new AtomicInteger(LEVELS * each);
    List<Future<?>> done = new ArrayList<>();
    for (int level = 0; level < LEVELS; level++) {
      SharedQueue<Long> to = queue.at(level);
      long base = level * 1_000_000L;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  to.put(base + i);
                }
                return null;
              }));
    }
    for (SharedQueue<Long> from : List.of(queue, queue.at(2), queue)) {
      done.add(
          threads.submit(
              () -> {
                long[] last = {-1, -1, -1};
                while (left.get() > 0) {
                  Long value = from.poll(1, TimeUnit.MILLISECONDS);
                  if (value != null) {
                    left.decrementAndGet();
                    assertThat(seen.add(value)).as("first time").isTrue();
                    int level = (int) (value / 1_000_000);
                    assertThat(value).isGreaterThan(last[level]);
                    last[level] = value;
                  }
                }
                return null;
              }));
    }
    for (Future<?> each1 : done) {
      each1.get(1, TimeUnit.MINUTES);
    }
    assertThat(seen).hasSize(LEVELS * each);
    assertThat(queue).isEmpty();
  }

  @Test
  void shutdownEndsAllLevelsAndEachAtItsOwnEnd() throws Exception {
    SharedQueue<Long> queue = make(Ordering.REAL_TIME);
    queue.at(1).put(1L);
    Future<Long> waiting = threads.submit(queue.at(0)::take);
    queue.at(2).shutdown();
    assertThat(queue.isShutdown()).isTrue();
    assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(ShutdownException.class);
    assertThat(queue.at(0).isTerminated()).isTrue();
    assertThat(queue.at(1).isTerminated()).isFalse();
    assertThat(queue.isTerminated()).isFalse();
    assertThatThrownBy(() -> queue.at(0).put(2L)).isInstanceOf(ShutdownException.class);
    assertThat(queue.take()).isEqualTo(1L);
    assertThat(queue.isTerminated()).isTrue();
    assertThatThrownBy(queue::take).isInstanceOf(ShutdownException.class);
  }

  @Test
  void aLevelIsTheSameHandle() {
    SharedQueue<Long> queue = make(Ordering.REAL_TIME);
    SharedQueue<Long> urgent = queue.at(0);
    urgent.add(1L);
    assertThat(urgent.file()).isEqualTo(queue.file());
    urgent.close();
    urgent.close();
    assertThat(queue.isClosed()).isTrue();
    assertThatThrownBy(() -> queue.offer(1L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.at(1).poll())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the queue has been closed by this process: queue 'queue'");
    try (SharedQueue<Long> again = longs().levels(LEVELS).open(domain, "queue")) {
      assertThat(again.at(0).poll()).isEqualTo(1L);
    }
  }

  record Question(long number, SharedQueue<Long> replyTo) {}

  @Test
  void aLevelThatIsSentArrivesAsThatLevel() throws Exception {
    SharedQueue<Long> answers = SharedQueue.of(Long.class).levels(2).create(domain, "answers");
    SharedQueue<Question> questions = SharedQueue.of(Question.class).create(domain, "questions");
    questions.put(new Question(1, answers));
    questions.put(new Question(2, answers.at(0)));
    SharedQueue<Long> whole = questions.take().replyTo();
    SharedQueue<Long> urgent = questions.take().replyTo();
    whole.put(1L);
    urgent.put(2L);
    assertThat(urgent).containsExactly(2L);
    assertThat(urgent).isSameAs(whole.at(0));
    assertThat(answers).containsExactly(2L, 1L);
    whole.close();
  }

  @Test
  void producersAreLimitedForEachLevel() {
    SharedQueue<Long> first = longs().levels(2).maxProducers(1).create(domain, "queue");
    SharedQueue<Long> second = longs().open(domain, "queue");
    first.at(0).add(1L);
    second.at(1).add(2L);
    assertThatThrownBy(() -> second.at(0).add(3L))
        .isInstanceOf(ProducerLimitException.class)
        .hasMessageContaining("places 1");
    assertThat(first).containsExactly(1L, 2L);
  }

  @Test
  void levelsThatDoNotAgreeAreToldApart() {
    longs().levels(2).create(domain, "two");
    longs().create(domain, "one");
    assertThatThrownBy(() -> longs().levels(3).open(domain, "two"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("the object was made with another number of levels")
        .hasMessageContaining("wanted 3, made with 2");
    assertThatThrownBy(() -> longs().levels(1).openOrCreate(domain, "two"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("wanted 1, made with 2");
    assertThatThrownBy(() -> longs().levels(2).open(domain, "one"))
        .isInstanceOf(WrongParametersException.class)
        .hasMessageContaining("wanted 2, made with 1");
    try (SharedQueue<Long> two = longs().open(domain, "two")) {
      assertThat(two.levels()).isEqualTo(2);
    }
  }

  @Test
  void whatIsNoLevelIsRefused() {
    SharedQueue<Long> queue = make(Ordering.REAL_TIME);
    for (int level : new int[] {-1, LEVELS}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.at(level))
          .withMessage(
              "level %s is not within 0 to 2 of queue 'queue' in domain '%s'",
              level, domain.name());
    }
    for (int levels : new int[] {0, 9}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> longs().levels(levels))
          .withMessage("levels %s is not within 1 to 8.", levels);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> longs().levels(8).maxProducers(513).create(domain, "large"))
        .withMessage(
            "a queue with maxProducers 513 and 8 levels needs 4104 lanes; the limit is 4096."
                + " Choose fewer maxProducers or levels.");
  }
}
