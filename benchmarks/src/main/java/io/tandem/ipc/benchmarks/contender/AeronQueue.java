package io.tandem.ipc.benchmarks.contender;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Aeron's IPC channel with the media driver in a process of its own. Its subscribers all get all
 * messages, so it takes part where there is one consumer.
 */
final class AeronQueue implements Contender {
  private static final String CHANNEL = "aeron:ipc";
  private static final int STREAM = 1;
  private static final int FRAGMENTS = 256;

  @Override
  public String name() {
    return "aeron-ipc";
  }

  @Override
  public String settings() {
    return "Aeron IPC, concurrent publication, tryClaim(), in place, commit(); poll() of "
        + FRAGMENTS
        + " fragments; term buffers of 64 MiB, not sparse, touched before; driver in its own process,"
        + " threading mode SHARED, as IPC needs no sender and receiver; busy spin (with more threads"
        + " than cores: yielding); bounds checks off and the package export";
  }

  @Override
  public List<String> jvmOptions() {
    return AgronaRing.OPTIONS;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario) && scenario.consumers() == 1;
  }

  @Override
  public Link create(Setup setup) throws IOException {
    Process driver = startDriver(aeronDirectory(setup));
    boolean done = false;
    try {
      Link link = Crowd.ofProducers(setup, new AeronEnds(setup, driver, true));
      done = true;
      return link;
    } finally {
      if (!done) {
        driver.destroyForcibly();
      }
    }
  }

  @Override
  public Link attach(Setup setup) {
    return Crowd.ofConsumers(setup, new AeronEnds(setup, null, false));
  }

  private static Path aeronDirectory(Setup setup) {
    return setup.directory().resolve("aeron");
  }

  private static Process startDriver(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=2");
    command.addAll(AgronaRing.OPTIONS);
    command.addAll(
        List.of(
            "-Daeron.dir=" + directory,
            "-Daeron.threading.mode=SHARED",
            "-Daeron.term.buffer.sparse.file=false",
            "-Daeron.pre.touch.mapped.memory=true",
            "-cp",
            System.getProperty("java.class.path"),
            MediaDriver.class.getName()));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static final class AeronEnds implements Ends {
    private final Process driver;
    private final Scenario scenario;
    private final Aeron aeron;
    private final Publication publication;
    private final Subscription subscription;

    AeronEnds(Setup setup, Process driver, boolean sending) {
      this.driver = driver;
      this.scenario = setup.scenario();
      this.aeron =
          Aeron.connect(
              new Aeron.Context()
                  .aeronDirectoryName(aeronDirectory(setup).toString())
                  .preTouchMappedMemory(true));
      this.publication = sending ? aeron.addPublication(CHANNEL, STREAM) : null;
      this.subscription = sending ? null : aeron.addSubscription(CHANNEL, STREAM);
    }

    @Override
    public Producer producer(int index) {
      return new Producer() {
        private final BufferClaim claim = new BufferClaim();

        @Override
        public void send(long base) {
          claim();
          AgronaQueue.write(claim.buffer(), claim.offset(), base);
          claim.commit();
        }

        @Override
        public void sendEnd() {
          claim();
          claim.buffer().setMemory(claim.offset(), Crowd.MESSAGE_BYTES, (byte) 0);
          claim.commit();
        }

        private void claim() {
          long result;
          while ((result = publication.tryClaim(Crowd.MESSAGE_BYTES, claim)) < 0) {
            if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
              throw new IllegalStateException(Publication.errorString(result));
            }
            Crowd.pause(scenario);
          }
        }
      };
    }

    @Override
    public Consumer consumer(int index) {
      return new AeronConsumer();
    }

    private final class AeronConsumer implements Consumer, FragmentHandler {
      private Tally tally;
      private boolean ended;

      @Override
      public void receive(Tally results) {
        tally = results;
        ended = false;
        while (!ended) {
          if (subscription.poll(this, FRAGMENTS) == 0) {
            Crowd.pause(scenario);
          }
        }
      }

      @Override
      public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        long sum = 0;
        for (int at = offset; at < offset + length; at += Long.BYTES) {
          sum += buffer.getLong(at);
        }
        ended |= !tally.add(buffer.getLong(offset), buffer.getLong(offset + Long.BYTES), sum);
      }
    }

    @Override
    public void close() throws IOException {
      aeron.close();
      if (driver != null) {
        driver.destroy();
        try {
          driver.waitFor();
        } catch (InterruptedException e) {
          driver.destroyForcibly();
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while the media driver ended", e);
        }
      }
    }
  }
}
