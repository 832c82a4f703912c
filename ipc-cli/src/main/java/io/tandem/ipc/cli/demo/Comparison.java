package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Two results side by side.
 *
 * @param differing how many files have another fingerprint
 * @param examples the first of them, as lines for people
 * @param sameTotals whether the totals of every package agree
 */
record Comparison(int differing, List<String> examples, boolean sameTotals) {
  private static final int MAX_EXAMPLES = 5;

  Comparison {
    examples = List.copyOf(examples);
  }

  boolean isIdentical() {
    return differing == 0 && sameTotals;
  }

  /** Compares every file of a run with the reference, and every package. */
  static Comparison of(Input input, List<String> names, Results reference, Results other) {
    int differing = 0;
    List<String> examples = new ArrayList<>();
    Fingerprinter now = new Fingerprinter(input);
    for (int i = 0; i < names.size(); i++) {
      if (!reference.get(i).equals(other.get(i))) {
        differing++;
        if (differing <= MAX_EXAMPLES) {
          examples.addAll(example(names.get(i), reference.get(i), other.get(i), now));
        }
      }
    }
    boolean sameTotals =
        PackageTotals.of(names, reference, input::packageOf)
            .equals(PackageTotals.of(names, other, input::packageOf));
    return new Comparison(differing, examples, sameTotals);
  }

  /** Hints at whose fault it is: read once more, a file that nobody writes gives the reference. */
  private static List<String> example(
      String name, Fingerprint reference, Fingerprint other, Fingerprinter now) {
    boolean untouched = now.of(name).equals(reference);
    return List.of(
        Text.printable(name)
            + (untouched
                ? ": is as one process found it; does nothing write to it?"
                : ": has changed"),
        "  one process: " + reference,
        "  workers:     " + other);
  }
}
