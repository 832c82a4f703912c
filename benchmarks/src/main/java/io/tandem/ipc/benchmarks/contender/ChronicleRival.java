package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue on memory-backed storage. Its tailers all get all messages, so it takes part
 * where there is one consumer. It keeps what has been read: its files grow for as long as it is
 * measured.
 */
final class ChronicleRival implements Contender {
  private static final int BLOCK_BYTES = 256 << 20;

  @Override
  public String name() {
    return "chronicle-queue";
  }

  @Override
  public String settings() {
    return "Chronicle Queue (open source) on tmpfs, blocks of 256 MiB, an appender for each thread,"
        + " writingDocument() and readingDocument(), longs written and read as bytes; busy spin (with"
        + " more threads than cores: yielding); analytics left out and switched off";
  }

  /** Those of its page on Java 17. */
  @Override
  public List<String> jvmOptions() {
    return List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
        "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "-Dchronicle.analytics.disable=true",
        "-Dchronicle.announcer.disable=true");
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario) && scenario.consumers() == 1;
  }

  @Override
  public Link create(Setup setup) {
    return Crowd.ofProducers(setup, new ChronicleEnds(setup));
  }

  @Override
  public Link attach(Setup setup) {
    return Crowd.ofConsumers(setup, new ChronicleEnds(setup));
  }

  private static final class ChronicleEnds implements Ends {
    private final Scenario scenario;
    private final ChronicleQueue queue;

    ChronicleEnds(Setup setup) {
      scenario = setup.scenario();
      queue =
          ChronicleQueue.singleBuilder(setup.directory().resolve("chronicle"))
              .rollCycle(RollCycles.DEFAULT)
              .blockSize(BLOCK_BYTES)
              .build();
    }

    @Override
    public Producer producer(int index) {
      ExcerptAppender appender = queue.createAppender();
      return new Producer() {
        @Override
        public void send(long base) {
          write(appender, base, 1);
        }

        /** From another thread than the messages, but never at the same time. */
        @Override
        public void sendEnd() {
          try (ExcerptAppender last = queue.createAppender()) {
            write(last, 0, 0);
          }
        }

        private void write(ExcerptAppender to, long base, long step) {
          try (DocumentContext document = to.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            for (int word = 0; word < Crowd.WORDS; word++) {
              bytes.writeLong(base + word * step);
            }
          }
        }
      };
    }

    @Override
    public Consumer consumer(int index) {
      ExcerptTailer tailer = queue.createTailer();
      return new Consumer() {
        @Override
        public void receive(Tally tally) {
          boolean more = true;
          while (more) {
            try (DocumentContext document = tailer.readingDocument()) {
              if (document.isPresent()) {
                more = read(document.wire().bytes(), tally);
                continue;
              }
            }
            Crowd.pause(scenario);
          }
        }
      };
    }

    private static boolean read(Bytes<?> bytes, Tally tally) {
      long first = bytes.readLong();
      long second = bytes.readLong();
      long sum = first + second;
      for (int word = 2; word < Crowd.WORDS; word++) {
        sum += bytes.readLong();
      }
      return tally.add(first, second, sum);
    }

    @Override
    public void close() {
      queue.close();
    }
  }
}
