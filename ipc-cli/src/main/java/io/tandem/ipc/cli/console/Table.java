package io.tandem.ipc.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, printed in columns: the first to the left, the others to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean rightAligned;

  private Table(boolean rightAligned) {
    this.rightAligned = rightAligned;
  }

  /** A table of numbers: all columns but the first stand to the right. */
  public static Table ofNumbers() {
    return new Table(true);
  }

  /** A table of words: all columns stand to the left. */
  public static Table ofWords() {
    return new Table(false);
  }

  /** Adds a row; a short one has empty cells at its end. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** The table as lines without trailing blanks. */
  public List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String blanks = " ".repeat(width[i] - row.get(i).length());
        boolean right = rightAligned && i > 0;
        line.append(i == 0 ? "" : GAP)
            .append(right ? blanks : "")
            .append(row.get(i))
            .append(right ? "" : blanks);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
