package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's {@link OneToOneRingBuffer} over two mapped files, one for each direction.
 *
 * <p>Claimed messages are written in place; a handler reads in place, with no limit on its batches.
 * Agrona cannot wake a sleeper, so where the scenario blocks it polls with its {@code
 * BackoffIdleStrategy}.
 */
final class AgronaRing implements Contender {
  /** What its README asks for, and what it calls the fastest. */
  static final List<String> OPTIONS =
      List.of(
          "--add-exports",
          "java.base/jdk.internal.misc=ALL-UNNAMED",
          "-Dagrona.disable.bounds.checks=true");

  /** Which of the ring's ways of writing and waiting. */
  enum Style {
    WRITE,
    CLAIM,
    BACKOFF
  }

  private final Style style;

  AgronaRing(Style style) {
    this.style = style;
  }

  @Override
  public String name() {
    return switch (style) {
      case WRITE -> "agrona-write";
      case CLAIM -> "agrona-claim";
      case BACKOFF -> "agrona-backoff";
    };
  }

  @Override
  public String settings() {
    String writing =
        style == Style.WRITE ? "write() from an off-heap buffer" : "tryClaim(), in place, commit()";
    String waiting = style == Style.BACKOFF ? "BackoffIdleStrategy with its defaults" : "busy spin";
    return "Agrona OneToOneRingBuffer, "
        + writing
        + ", read() without limit, "
        + waiting
        + "; bounds checks off and the package export, as its README asks";
  }

  @Override
  public List<String> jvmOptions() {
    return OPTIONS;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() != Scenario.Kind.COPY
        && scenario.kind() != Scenario.Kind.QUEUE
        && scenario.blocking() == (style == Style.BACKOFF)
        && (scenario.kind() != Scenario.Kind.START || style == Style.CLAIM);
  }

  @Override
  public Link create(Setup setup) throws IOException {
    MappedByteBuffer there = file(setup, "there", true);
    MappedByteBuffer back = file(setup, "back", true);
    return link(setup, there, back);
  }

  @Override
  public Link attach(Setup setup) throws IOException {
    MappedByteBuffer there = file(setup, "there", false);
    MappedByteBuffer back = file(setup, "back", false);
    return link(setup, back, there);
  }

  static MappedByteBuffer file(Setup setup, String name, boolean create) {
    File file = setup.directory().resolve(name).toFile();
    int bytes = setup.scenario().ringBytes() + RingBufferDescriptor.TRAILER_LENGTH;
    return create ? IoUtil.mapNewFile(file, bytes) : IoUtil.mapExistingFile(file, name);
  }

  private Link link(Setup setup, MappedByteBuffer out, MappedByteBuffer in) {
    Scenario scenario = setup.scenario();
    return switch (style) {
      case WRITE -> new AgronaLink.Writing(out, in, scenario);
      case CLAIM -> new AgronaLink.Claiming(out, in, scenario);
      case BACKOFF -> new AgronaLink.BackingOff(out, in, scenario);
    };
  }

  static OneToOneRingBuffer ring(MappedByteBuffer memory) {
    return new OneToOneRingBuffer(new UnsafeBuffer(memory));
  }
}
