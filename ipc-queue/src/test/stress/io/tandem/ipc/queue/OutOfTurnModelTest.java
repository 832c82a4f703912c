package io.tandem.ipc.queue;

import static io.tandem.ipc.queue.ModelLanes.RECORD_BYTES;
import static io.tandem.ipc.queue.ModelLanes.initialize;
import static io.tandem.ipc.queue.ModelLanes.prefill;
import static io.tandem.ipc.queue.ModelLanes.put;
import static io.tandem.ipc.queue.ModelLanes.record;
import static io.tandem.ipc.queue.ModelLanes.ring;
import static io.tandem.ipc.queue.ModelLanes.take;
import static io.tandem.ipc.queue.ModelLanes.taker;
import static io.tandem.ipc.queue.ModelLanes.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks at a lane, and records taken out of its middle, while others put and take. */
@Tag("model")
class OutOfTurnModelTest {
  private record Remove(int value) {}

  private record Peek() {}

  /** A queue of which single elements can be removed, and whose first one can be looked at. */
  private record Removable(QueueSpec queue) implements Linearizable.Spec<List<QueueSpec.Element>> {
    @Override
    public List<QueueSpec.Element> start() {
      return queue.start();
    }

    @Override
    public List<Linearizable.Outcome<List<QueueSpec.Element>>> outcomes(
        List<QueueSpec.Element> state, int process, Object operation) {
      if (operation instanceof Remove remove) {
        List<QueueSpec.Element> left = new ArrayList<>(state);
        boolean removed = left.removeIf(element -> element.value().equals(remove.value));
        return List.of(new Linearizable.Outcome<>(removed, List.copyOf(left)));
      }
      if (operation instanceof Peek) {
        Object first = state.isEmpty() ? null : state.get(0).value();
        return List.of(new Linearizable.Outcome<>(first, state));
      }
      return queue.outcomes(state, process, operation);
    }
  }

  /** A lane that holds 1 and 2, and is full. */
  private static ModelCheck lane(String name, MemoryModel memory) {
    QueueSpec spec = ModelLanes.spec(memory, 1).holding(1, 2).mayRefuse();
    return ModelCheck.named(name + ", " + memory)
        .memory(memory)
        .memory(ModelLanes.LANE_BYTES)
        .tornPayload(true)
        .label(0, LaneLayout.LAYOUT, ModelLanes.CELLS)
        .monitor(new Linearizable<>(new Removable(spec)))
        .setup(
            words -> {
              initialize(words, 1);
              prefill(words, 1, 2);
            });
  }

  /** Removes an element as {@code SharedQueue.remove} does: finds it, and takes it if it can. */
  private static void remove(ModelProcess me, int value) {
    LaneScan scan = new LaneScan(taking(me), 0);
    me.begin(new Remove(value));
    boolean removed = false;
    for (LaneScan.Found found : scan.findAll()) {
      assertThat(found.bytes()).isEqualTo(record(found.bytes()[0], RECORD_BYTES));
      removed = removed || (found.bytes()[0] == value && found.take());
    }
    me.end(removed);
  }

  private static LaneSource taking(ModelProcess me) {
    LaneRing ring = ring(me, 0);
    return new LaneSource() {
      @Override
      public int openLanes() {
        return 1;
      }

      @Override
      public LaneRing lane(int index) {
        return ring;
      }
    };
  }

  private static void peek(ModelProcess me) {
    QueueTaker taker = taker(me, Ordering.PER_PRODUCER, 1);
    me.begin(new Peek());
    int length = taker.peek();
    byte[] bytes = length < 0 ? null : Arrays.copyOf(taker.bytes(), length);
    if (bytes != null) {
      assertThat(bytes).isEqualTo(record(bytes[0], RECORD_BYTES));
    }
    me.end(bytes == null ? null : (Object) (int) bytes[0]);
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryModel.class,
      names = {"SEQUENTIAL", "WEAK_STORES"}) // which allows all that STORE_BUFFERS do
  void whatIsRemovedIsNotTakenAndWhatIsTakenIsNotRemoved(MemoryModel memory) {
    lane("removed or taken", memory)
        .kills(1)
        .process("remover", me -> remove(me, 2))
        .process("taker", me -> take(me, 2))
        .process("producer", me -> put(me, writer(me), 3))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void ofTwoThatRemoveTheSameElementOneDoes(MemoryModel memory) {
    lane("two remove", memory)
        .process("remover A", me -> remove(me, 1))
        .process("remover B", me -> remove(me, 1))
        .process("producer", me -> put(me, writer(me), 3))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void whatIsLookedAtIsTheFirstElement(MemoryModel memory) {
    lane("looks", memory)
        .process("onlooker", OutOfTurnModelTest::peek)
        .process("taker", me -> take(me, 2))
        .process("producer", me -> put(me, writer(me), 3))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }

  @Test
  void aLookThatIsPerformedTooEarlyIsNoticed() {
    lane("looks, early", MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process("remover", me -> remove(me, 2))
        .process("taker", me -> take(me, 1))
        .process("producer", me -> put(me, writer(me), 3))
        .afterwards("rest", ModelLanes::drain)
        .run();
    lane("peeks, early", MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .process("onlooker", OutOfTurnModelTest::peek)
        .process("taker", me -> take(me, 1))
        .process("producer", me -> put(me, writer(me), 3))
        .afterwards("rest", ModelLanes::drain)
        .run();
  }
}
