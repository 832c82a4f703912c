package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.cli.console.Table;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Field;
import io.tandem.ipc.memory.LayoutCatalog.Section;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Prints the fields of a structure with what they mean. */
final class FieldPrinter {
  private static final int MAX_REPETITIONS = 8;
  private static final int MAX_TEXT_COLUMNS = 56;
  private static final long SMALL = 1 << 20;

  private final Snapshot snapshot;
  private final List<Participant> participants;
  private final boolean all;
  private final PrintStream out;
  private int unusedSections;

  FieldPrinter(Snapshot snapshot, List<Participant> participants, boolean all, PrintStream out) {
    this.snapshot = snapshot;
    this.participants = participants;
    this.all = all;
    this.out = out;
  }

  /** Prints a structure, unless it is all zeros and not everything is wanted. */
  void print(Section section) throws IOException {
    if (!all && isUnused(section.layout(), section.offset())) {
      unusedSections++;
      return;
    }
    out.printf(
        "%n%s at %d (layout %s, version %d)%n",
        section.name(), section.offset(), section.layout().name(), section.layout().version());
    Table table = Table.ofWords();
    for (Field field : section.layout().fields()) {
      if (field.count() == 0) {
        repeated(field, section, table);
      } else {
        rows("", field, section.offset() + field.offset(), table);
      }
    }
    table.lines().forEach(line -> out.println("  " + line));
  }

  /** Says how many structures were all zeros. */
  void printWhatWasLeftOut() {
    if (unusedSections > 0) {
      out.printf("%n%s never used (--all prints them)%n", Text.count(unusedSections, "part"));
    }
  }

  private void repeated(Field field, Section section, Table table) throws IOException {
    int printed = 0;
    int leftOut = 0;
    long end = snapshot.sizeBytes();
    for (long i = 0; i < section.repetitions(); i++) {
      long offset = section.offset() + field.offset() + i * section.strideBytes();
      if (offset < 0 || offset + field.part().sizeBytes() > end) {
        break;
      }
      boolean unused = isUnused(field.part(), offset);
      if (!all && (unused || printed == MAX_REPETITIONS)) {
        leftOut += unused ? 0 : 1;
        continue;
      }
      printed++;
      fields(field.name() + "[" + i + "].", field.part(), offset, table);
    }
    if (leftOut > 0) {
      table.row("", field.name(), "and " + Text.count(leftOut) + " more in use (--all)");
    }
  }

  private void fields(String prefix, Layout layout, long offset, Table table) throws IOException {
    for (Field field : layout.fields()) {
      rows(prefix, field, offset + field.offset(), table);
    }
  }

  private void rows(String prefix, Field field, long offset, Table table) throws IOException {
    if (field.part() != null) {
      if (field.count() > 0) {
        fields(prefix + field.name() + ".", field.part(), offset, table);
      }
    } else if (field.sizeBytes() != Long.BYTES) {
      table.row("+" + offset, prefix + field.name(), text(offset, (int) field.sizeBytes()));
    } else {
      for (int i = 0; i < field.count(); i++) {
        long value = snapshot.word(offset + 8L * i);
        if (all || field.count() == 1 || value != 0) {
          String name = prefix + field.name() + (field.count() == 1 ? "" : "[" + i + "]");
          table.row("+" + (offset + 8L * i), name, describe(value, field), unit(field));
        }
      }
    }
  }

  private static String unit(Field field) {
    return field.unit().length() > 24 ? "" : field.unit();
  }

  private String describe(long value, Field field) {
    String unit = field.unit();
    if (unit.startsWith("ms since 1970") || unit.startsWith("milliseconds since 1970")) {
      return LsCommand.time(Instant.ofEpochMilli(value));
    }
    if (unit.equals("text")) {
      return "'" + letters(value) + "'";
    }
    String number = value >= 0 && value < SMALL ? Long.toString(value) : "0x" + hex(value);
    return unit.contains("owner word") ? number + owner(value) : number;
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  /** Who that is, if it is one of those the registry knows. */
  private String owner(long value) {
    return participants.stream()
        .filter(it -> Integer.toUnsignedLong(it.owner()) == value)
        .map(
            it ->
                String.format(
                    " = process %d (%s)%s",
                    it.pid(), Text.printable(it.label()), it.alive() ? "" : ", DEAD"))
        .findFirst()
        .orElse("");
  }

  private static String letters(long value) {
    StringBuilder letters = new StringBuilder();
    for (long rest = value; rest != 0; rest >>>= 8) {
      char letter = (char) (rest & 0xff);
      letters.append(letter >= ' ' && letter <= '~' ? letter : '?');
    }
    return letters.toString();
  }

  private String text(long offset, int length) throws IOException {
    byte[] bytes = snapshot.bytes(offset, length);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String text = Text.printable(new String(bytes, 0, end, StandardCharsets.UTF_8));
    return text.length() <= MAX_TEXT_COLUMNS || all
        ? text
        : text.substring(0, MAX_TEXT_COLUMNS - 3) + "...";
  }

  private boolean isUnused(Layout layout, long offset) throws IOException {
    if (offset < 0 || offset > snapshot.sizeBytes() - layout.sizeBytes()) {
      return true;
    }
    for (byte b : snapshot.bytes(offset, (int) layout.sizeBytes())) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
