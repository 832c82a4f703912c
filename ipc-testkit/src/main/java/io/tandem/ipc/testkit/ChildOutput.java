package io.tandem.ipc.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads one output stream of a child on a thread of its own, so that the child never blocks. */
final class ChildOutput {
  private static final int KEPT_LINES = 1_000;
  private static final String END = new String("end");

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Deque<String> kept = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final boolean queued;

  /**
   * @param queued whether lines wait to be received one by one; else the last ones are kept as text
   */
  ChildOutput(String name, InputStream stream, boolean queued) {
    this.queued = queued;
    Thread reader = new Thread(() -> read(stream), name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line; (line = reader.readLine()) != null; ) {
        add(line);
      }
    } catch (IOException e) {
      add("(" + e + ")");
    }
    ended.countDown();
    lines.add(END);
  }

  private void add(String line) {
    if (queued) {
      lines.add(line);
      return;
    }
    synchronized (kept) {
      if (kept.size() == KEPT_LINES) {
        kept.removeFirst();
      }
      kept.addLast(line);
    }
  }

  /** The next line; null if the stream has ended or the time is over. */
  @SuppressWarnings("ReferenceEquality") // the end is no line, whatever a child writes
  String next(Duration patience) throws InterruptedException {
    String line = lines.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return afterEnd(line);
  }

  String nextNow() {
    return afterEnd(lines.poll());
  }

  @SuppressWarnings("ReferenceEquality")
  private String afterEnd(String line) {
    if (line == END) {
      lines.add(END);
      return null;
    }
    return line;
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  void awaitEnd(Duration patience) {
    try {
      ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String text() {
    synchronized (kept) {
      return String.join("\n", kept);
    }
  }
}
