package io.tandem.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.testkit.ModelEvent.Phase;
import org.junit.jupiter.api.Test;

class LinearizableTest {
  /** Feeds the events to a monitor, one by one. */
  private static <K> K after(Monitor<K> monitor, ModelEvent... events) {
    K known = monitor.start();
    for (ModelEvent event : events) {
      known = monitor.next(known, event);
    }
    return known;
  }

  private static ModelEvent begin(int process, Object operation) {
    return new ModelEvent(process, "p" + process, Phase.BEGIN, operation);
  }

  private static ModelEvent end(int process, Object result) {
    return new ModelEvent(process, "p" + process, Phase.END, result);
  }

  private static ModelEvent died(int process) {
    return new ModelEvent(process, "p" + process, Phase.DIED, null);
  }

  private static Monitor<?> fifo() {
    return new Linearizable<>(QueueSpec.fifo());
  }

  private static ModelEvent[] putsThenTake(Object taken) {
    return new ModelEvent[] {
      begin(0, QueueSpec.put(1)),
      end(0, true),
      begin(1, QueueSpec.put(2)),
      end(1, true),
      begin(2, QueueSpec.take()),
      end(2, taken)
    };
  }

  @Test
  void aTakeGetsTheOldestElement() {
    after(fifo(), putsThenTake(1));
    assertThatThrownBy(() -> after(fifo(), putsThenTake(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("p2 must not get 2 here; possible were [[1, 2] [Take[]]]");
    assertThatThrownBy(() -> after(fifo(), putsThenTake(null))).isInstanceOf(AssertionError.class);
  }

  @Test
  void perProducerOrderAllowsTheOtherProducersFirst() {
    Monitor<?> perProducer = new Linearizable<>(QueueSpec.fifo().perProducer());
    after(perProducer, putsThenTake(2));
    after(new Linearizable<>(QueueSpec.fifo().mayMiss()), putsThenTake(null));
  }

  @Test
  void overlappingPutsMayHappenInEitherOrder() {
    for (int first = 1; first <= 2; first++) {
      after(
          fifo(),
          begin(0, QueueSpec.put(1)),
          begin(1, QueueSpec.put(2)),
          end(0, true),
          end(1, true),
          begin(2, QueueSpec.take()),
          end(2, first),
          begin(2, QueueSpec.take()),
          end(2, 3 - first));
    }
  }

  @Test
  void anElementIsTakenOnce() {
    assertThatThrownBy(
            () ->
                after(
                    fifo(),
                    begin(0, QueueSpec.put(1)),
                    end(0, true),
                    begin(1, QueueSpec.take()),
                    begin(2, QueueSpec.take()),
                    end(1, 1),
                    end(2, 1)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anOperationMayHappenBeforeItEnds() {
    after(fifo(), begin(0, QueueSpec.put(1)), begin(1, QueueSpec.take()), end(1, 1), end(0, true));
  }

  @Test
  void whatTheDeadWasDoingHappenedOrDidNot() {
    ModelEvent[] dying = {
      begin(0, QueueSpec.put(1)), died(0), begin(1, QueueSpec.take()), end(1, null)
    };
    after(fifo(), dying);
    dying[3] = end(1, 1);
    after(fifo(), dying);
    assertThatThrownBy(
            () ->
                after(
                    fifo(),
                    begin(0, QueueSpec.put(1)),
                    died(0),
                    begin(1, QueueSpec.take()),
                    end(1, null),
                    begin(1, QueueSpec.take()),
                    end(1, 1)))
        .as("it cannot happen after the death")
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aPutIsRefusedWhenFullOnly() {
    Monitor<?> one = new Linearizable<>(QueueSpec.fifo().capacity(1));
    after(one, begin(0, QueueSpec.put(1)), end(0, true), begin(0, QueueSpec.put(2)), end(0, false));
    assertThatThrownBy(() -> after(one, begin(0, QueueSpec.put(1)), end(0, false)))
        .isInstanceOf(AssertionError.class);
    after(
        new Linearizable<>(QueueSpec.fifo().mayRefuse()),
        begin(0, QueueSpec.put(1)),
        end(0, false));
  }

  @Test
  void operationsOfOneProcessMayOverlapButKeepTheirOrder() {
    assertThat(
            after(
                fifo(),
                begin(0, QueueSpec.put(1)),
                begin(0, QueueSpec.put(2)),
                begin(1, QueueSpec.take()),
                end(1, 1)))
        .isNotNull();
    assertThatThrownBy(
            () ->
                after(
                    fifo(),
                    begin(0, QueueSpec.put(1)),
                    begin(0, QueueSpec.put(2)),
                    begin(1, QueueSpec.take()),
                    end(1, 2)))
        .isInstanceOf(AssertionError.class);
  }
}
