package io.tandem.ipc.benchmarks.rig;

import java.util.ArrayList;
import java.util.List;

/** What became of one entrant in one task: accepted repetitions, and why others do not count. */
public final class Outcome {
  private final Entrant entrant;
  private final List<Repetition> repetitions = new ArrayList<>();
  private final List<String> rejections = new ArrayList<>();

  /** Nothing yet. */
  public Outcome(Entrant entrant) {
    this.entrant = entrant;
  }

  /** Who it was. */
  public Entrant entrant() {
    return entrant;
  }

  /** The accepted repetitions, in the order they were made. */
  public List<Repetition> repetitions() {
    return List.copyOf(repetitions);
  }

  /** Why repetitions were rejected, one text for each. */
  public List<String> rejections() {
    return List.copyOf(rejections);
  }

  /** Adds a repetition that counts. */
  public void accept(Repetition repetition) {
    repetitions.add(repetition);
  }

  /** Adds the reason why a repetition does not count. */
  public void reject(String reason) {
    rejections.add(reason);
  }
}
