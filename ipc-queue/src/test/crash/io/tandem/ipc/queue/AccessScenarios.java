package io.tandem.ipc.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All scenarios, in the same order in every JVM. */
final class AccessScenarios {
  private static final List<Supplier<AccessScenario>> ALL = list();

  private AccessScenarios() {}

  private static List<Supplier<AccessScenario>> list() {
    List<Supplier<AccessScenario>> all = new ArrayList<>(Operations.all());
    all.addAll(LeaseScenario.all());
    all.addAll(PipeScenario.all());
    all.addAll(LatestScenario.all());
    all.addAll(TopicScenario.all());
    for (BellScenario.Operation operation : BellScenario.Operation.values()) {
      for (int sleepers = 0; sleepers <= 2; sleepers++) {
        int asleep = sleepers;
        all.add(() -> new BellScenario(operation, asleep));
      }
    }
    for (DomainScenario.Operation operation : DomainScenario.Operation.values()) {
      for (DomainScenario.Context context : DomainScenario.Context.values()) {
        all.add(() -> new DomainScenario(operation, context));
      }
    }
    return List.copyOf(all);
  }

  static int count() {
    return ALL.size();
  }

  /** One of them, for one time. */
  static AccessScenario make(int number) {
    return ALL.get(number).get();
  }
}
