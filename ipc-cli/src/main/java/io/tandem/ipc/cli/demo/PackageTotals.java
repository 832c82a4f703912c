package io.tandem.ipc.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Files, bytes and failures of each package. Two are equal when all totals are. */
record PackageTotals(Map<String, Total> byPackage) {
  /** The totals of one package. */
  record Total(int files, long sizeBytes, int unreadable) {
    static final Total NONE = new Total(0, 0, 0);

    Total plus(Fingerprint fingerprint) {
      return fingerprint.isReadable()
          ? new Total(files + 1, sizeBytes + fingerprint.sizeBytes(), unreadable)
          : new Total(files, sizeBytes, unreadable + 1);
    }

    Total plus(Total other) {
      return new Total(
          files + other.files, sizeBytes + other.sizeBytes, unreadable + other.unreadable);
    }
  }

  static PackageTotals of(List<String> names, Results results, UnaryOperator<String> packageOf) {
    Map<String, Total> totals = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      Total one = Total.NONE.plus(results.get(i));
      totals.merge(packageOf.apply(names.get(i)), one, Total::plus);
    }
    return new PackageTotals(totals);
  }

  /** The totals of everything. */
  Total all() {
    return byPackage.values().stream().reduce(Total.NONE, Total::plus);
  }

  /** The package with most files; the first of them by name. */
  String largest() {
    String largest = "";
    int files = -1;
    for (Map.Entry<String, Total> entry : byPackage.entrySet()) {
      if (entry.getValue().files() > files) {
        largest = entry.getKey();
        files = entry.getValue().files();
      }
    }
    return largest;
  }
}
