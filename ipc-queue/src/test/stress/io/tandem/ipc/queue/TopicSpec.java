package io.tandem.ipc.queue;

import io.tandem.ipc.testkit.Linearizable;
import io.tandem.ipc.testkit.Linearizable.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic as {@link Linearizable} knows it: publishing appends, reading gives what stands at a
 * position, in a lossy topic only while it is one of the last.
 *
 * @param kept how many messages a lossy topic keeps; 0 if it is reliable, and may refuse instead
 */
record TopicSpec(int kept) implements Linearizable.Spec<TopicSpec.Log> {
  /** What has been published, in order, and whether that is all. */
  record Log(List<Integer> values, boolean sealed) {}

  /** Ends with the position, or an answer of {@link TopicWriter#tryPublish}. */
  record Publish(int value) {}

  /** Ends with what was got, or an answer of {@link TopicCursor#tryRead}. */
  record Read(long from) {}

  /** Ends with null. */
  record Seal() {}

  /** A message that was read. */
  record Got(long position, int value) {}

  /** No message, at a position that the reader has gone on to. */
  record None(long position, int answer) {}

  static TopicSpec lossy(int kept) {
    return new TopicSpec(kept);
  }

  static TopicSpec reliable() {
    return new TopicSpec(0);
  }

  @Override
  public Log start() {
    return new Log(List.of(), false);
  }

  @Override
  public List<Outcome<Log>> outcomes(Log log, int process, Object operation) {
    if (operation instanceof Seal) {
      return List.of(new Outcome<>(null, new Log(log.values, true)));
    }
    return operation instanceof Publish publish
        ? publish(log, publish.value)
        : read(log, ((Read) operation).from);
  }

  private List<Outcome<Log>> publish(Log log, int value) {
    if (log.sealed) {
      return List.of(new Outcome<>(TopicWriter.SHUT, log));
    }
    List<Integer> more = new ArrayList<>(log.values);
    more.add(value);
    List<Outcome<Log>> outcomes = new ArrayList<>();
    outcomes.add(new Outcome<>((long) log.values.size(), new Log(List.copyOf(more), false)));
    if (kept == 0) {
      outcomes.add(new Outcome<>(TopicWriter.FULL, log));
    }
    return outcomes;
  }

  private List<Outcome<Log>> read(Log log, long from) {
    int size = log.values.size();
    if (from >= size) {
      return List.of(new Outcome<>(none(log, from), log));
    }
    if (kept == 0 || size <= from + kept) {
      return List.of(new Outcome<>(got(log, from), log));
    }
    List<Outcome<Log>> outcomes = new ArrayList<>(); // it has lost some, and goes on further on
    for (long position = Math.max(from + 1, size - kept); position < size; position++) {
      outcomes.add(new Outcome<>(got(log, position), log));
    }
    outcomes.add(new Outcome<>(none(log, size), log));
    return outcomes;
  }

  private static Got got(Log log, long position) {
    return new Got(position, log.values.get((int) position));
  }

  private static None none(Log log, long position) {
    return new None(position, log.sealed ? TopicCursor.END : TopicCursor.NOTHING);
  }
}
