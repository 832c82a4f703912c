package io.tandem.ipc.queue;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.Linearizable.Outcome;
import io.tandem.ipc.testkit.QueueSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue with levels as {@link Linearizable} knows it: a take gets an element of the most urgent
 * level that has one. The numbers 0 to 9 are of level 0, the next ten of level 1, and so on.
 *
 * @param perProducer whether only the elements of each producer keep their order in a level
 */
record PrioritySpec(QueueSpec queue, boolean perProducer)
    implements Linearizable.Spec<List<QueueSpec.Element>> {
  static PrioritySpec inRealTime() {
    return new PrioritySpec(QueueSpec.fifo(), false);
  }

  static PrioritySpec ofEachProducer() {
    return new PrioritySpec(QueueSpec.fifo(), true);
  }

  @Override
  public List<QueueSpec.Element> start() {
    return queue.start();
  }

  @Override
  public List<Outcome<List<QueueSpec.Element>>> outcomes(
      List<QueueSpec.Element> state, int process, Object operation) {
    if (!operation.equals(QueueSpec.take()) || state.isEmpty()) {
      return queue.outcomes(state, process, operation);
    }
    int urgent = state.stream().mapToInt(PrioritySpec::level).min().getAsInt();
    List<Outcome<List<QueueSpec.Element>>> outcomes = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      if (level(state.get(i)) == urgent && isFirst(state, i)) {
        List<QueueSpec.Element> fewer = new ArrayList<>(state);
        outcomes.add(new Outcome<>(fewer.remove(i).value(), List.copyOf(fewer)));
      }
    }
    return outcomes;
  }

  private boolean isFirst(List<QueueSpec.Element> state, int index) {
    QueueSpec.Element element = state.get(index);
    return state.subList(0, index).stream()
        .filter(earlier -> level(earlier) == level(element))
        .noneMatch(earlier -> !perProducer || earlier.producer() == element.producer());
  }

  private static int level(QueueSpec.Element element) {
    return (int) element.value() / 10;
  }
}
