package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The process at the other end of a pipe is killed, stopped, or leaves. */
class PipeCrashTest {
  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private ChildJvm start(ChildBody body) {
    ChildJvm child = children.start(body, temporary.directory().toString());
    started.add(child);
    return child;
  }

  private static SharedPipe<Long> pipe() {
    return SharedPipe.of(Codecs.longs()).capacity(64);
  }

  private static void sendForEver(ChildLink link) throws InterruptedException, IOException {
    PipeWriter<Long> out = pipe().openWriter(Domain.open(Path.of(link.argument(0))), "pipe");
    link.send("ready");
    for (long i = 0; ; i++) {
      out.send(i);
    }
  }

  private static void sendThree(ChildLink link) throws InterruptedException, IOException {
    PipeWriter<Long> out = pipe().openWriter(Domain.open(Path.of(link.argument(0))), "pipe");
    for (long i = 0; i < 3; i++) {
      out.send(i);
    }
    link.send("sent");
    link.receive();
  }

  private static void receiveOne(ChildLink link) throws InterruptedException, IOException {
    PipeReader<Long> in = pipe().openReader(Domain.open(Path.of(link.argument(0))), "pipe");
    in.receive();
    link.send("received");
    link.receive();
  }

  private static void sendAndLeave(ChildLink link) throws InterruptedException, IOException {
    try (Domain domain = Domain.open(Path.of(link.argument(0)))) {
      pipe().openWriter(domain, "pipe").send(1L);
    }
    link.send("left");
    link.receive();
  }

  @Test
  void whatAKilledWriterHasSentIsReadBeforeTheEnd() throws Exception {
    PipeReader<Long> in = pipe().openReader(domain, "pipe");
    ChildJvm writer = start(PipeCrashTest::sendThree);
    writer.expect("sent");
    writer.kill();
    for (long i = 0; i < 3; i++) {
      assertThat(in.receive()).isEqualTo(i);
    }
    assertThatThrownBy(in::receive)
        .isInstanceOf(EOFException.class)
        .hasMessageStartingWith(
            "everything has been read, and the other end's process is dead, process "
                + writer.pid());
  }

  @Test
  void aWriterKilledAnywhereLeavesAWholeSequence() throws Exception {
    for (int round = 0; round < 4; round++) {
      PipeReader<Long> in = pipe().openReader(domain, "pipe");
      ChildJvm writer = start(PipeCrashTest::sendForEver);
      writer.expect("ready");
      long until = 1_000L + round * 7_919L;
      long next = 0;
      while (next < until) {
        assertThat(in.receive()).isEqualTo(next++);
      }
      writer.kill();
      try {
        while (true) {
          assertThat(in.receive()).isEqualTo(next++);
        }
      } catch (EOFException e) {
        in.close();
      }
      domain.unlink("pipe");
    }
  }

  @Test
  void aWriterThatWaitsLearnsThatItsReaderWasKilled() throws Exception {
    PipeWriter<Long> out = pipe().openWriter(domain, "pipe");
    ChildJvm reader = start(PipeCrashTest::receiveOne);
    out.send(1L);
    reader.expect("received");
    Thread killer = new Thread(reader::kill);
    killer.start();
    assertThatThrownBy(
            () -> {
              while (true) {
                out.send(2L);
              }
            })
        .isInstanceOf(BrokenPipeException.class)
        .hasMessageStartingWith(
            "nobody will read this: the other end's process is dead, process " + reader.pid());
    killer.join();
  }

  @Test
  void whoLeavesTheDomainHasClosedItsEnds() throws Exception {
    PipeReader<Long> in = pipe().openReader(domain, "pipe");
    ChildJvm writer = start(PipeCrashTest::sendAndLeave);
    writer.expect("left");
    assertThat(in.receive()).isEqualTo(1L);
    assertThatThrownBy(in::receive).isInstanceOf(EOFException.class);
  }

  @Test
  void aStoppedWriterIsNotGone() throws Exception {
    PipeReader<Long> in = pipe().openReader(domain, "pipe");
    ChildJvm writer = start(PipeCrashTest::sendThree);
    writer.expect("sent");
    writer.stop();
    for (long i = 0; i < 3; i++) {
      assertThat(in.receive()).isEqualTo(i);
    }
    assertThat(in.receive(300, TimeUnit.MILLISECONDS)).as("not the end").isNull();
    writer.cont();
    writer.kill();
    assertThatThrownBy(in::receive).isInstanceOf(EOFException.class);
  }
}
