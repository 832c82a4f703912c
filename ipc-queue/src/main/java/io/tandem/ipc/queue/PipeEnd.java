package io.tandem.ipc.queue;

import io.tandem.ipc.Attachment;
import io.tandem.ipc.Domain;
import io.tandem.ipc.SerializedHandle;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.memory.SegmentInfo;
import io.tandem.ipc.queue.QueueSettings.Mode;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * The end of a pipe as it travels: captured in a task, as a component of a record or sent through a
 * queue, to be opened in the process that it has come to.
 *
 * <pre>{@code
 * record Job(String file, PipeEnd<PipeWriter<Line>> lines) {}
 *
 * // JVM A
 * PipeReader<Line> in = SharedPipe.of(Line.class).openReader(domain, "lines");
 * jobs.put(new Job("access.log", in.other()));
 *
 * // JVM B
 * Job job = jobs.take();
 * try (PipeWriter<Line> out = job.lines().open()) {
 *   out.send(line);
 * }
 * }</pre>
 *
 * <p><b>Whose it is.</b> An end that is open belongs to one process, and cannot be sent itself. A
 * {@code PipeEnd} belongs to nobody: neither writing nor reading it takes the end, so a message
 * that carries it may be looked at, copied and sent on as often as one likes. {@link #open} takes
 * the end, once: of several who open it, one gets it.
 *
 * <p><b>When a process dies</b> that has been sent an end: before it has opened it, the end is free
 * and can be sent to another; until somebody has opened it, the pipe waits as one does whose other
 * end nobody has opened yet. Afterwards, what is said at {@link Sender} and {@link Receiver}. When
 * the process dies that has sent it, whoever opens the end reads what was sent, and then the end.
 *
 * <p>Immutable. Two are equal if they are the same end of the same pipe.
 *
 * @param <H> what it is when it has been opened: a {@link PipeWriter}, a {@link PipeReader} or a
 *     {@link Connection}
 */
public final class PipeEnd<H extends SharedObject> implements SerializableHandle {
  private static final long serialVersionUID = 1L;

  /** Which end it is, and of what. */
  enum Side implements SerializableHandle {
    WRITER,
    READER,
    FIRST,
    SECOND
  }

  /** The domain's directory. */
  private final String directory;

  private final String name;
  private final int creator;
  private final Instant created;
  private final Side side;
  private final Coding<?> coding;

  private PipeEnd(Attachment pipe, Side side, Coding<?> coding) {
    SegmentInfo object = pipe.segment().info();
    this.directory = pipe.domain().directory().toString();
    this.name = pipe.name();
    this.creator = object.creator();
    this.created = object.created();
    this.side = side;
    this.coding = coding;
  }

  /** An end of the pipe that this process has another end of. */
  static <H extends SharedObject> PipeEnd<H> of(
      Side side, PipeHandle opened, PipeSettings<?> settings) {
    opened.attachment().checkOpen();
    return new PipeEnd<>(opened.attachment(), side, settings.coding());
  }

  /**
   * Takes the end. It keeps its domain open; both are left when the end is closed, or the JVM ends.
   *
   * @throws io.tandem.ipc.EndTakenException if it has been opened before, by any process
   * @throws io.tandem.ipc.ObjectMissingException if the pipe has been unlinked or its domain is
   *     gone, also if another pipe has its name now
   */
  public H open() {
    return SerializedHandle.openIn(Path.of(directory), this::open);
  }

  private H open(Domain domain) {
    return open(domain, coding);
  }

  @SuppressWarnings("unchecked") // it was made as an end of this side
  private <E> H open(Domain domain, Coding<E> elements) {
    boolean bothWays = side == Side.FIRST || side == Side.SECOND;
    PipeSettings<E> settings =
        new PipeSettings<>(elements, bothWays ? PipeLayout.BOTH_WAYS : PipeLayout.ONE_WAY);
    return (H)
        settings.attach(
            Mode.OPEN,
            domain,
            name,
            side == Side.WRITER || side == Side.FIRST,
            core ->
                switch (side) {
                  case WRITER -> new PipeWriter<>(core, settings);
                  case READER -> new PipeReader<>(core, settings);
                  case FIRST, SECOND -> new Connection<>(core, settings);
                },
            segment ->
                SerializedHandle.requireSame(segment.file(), segment.info(), creator, created));
  }

  /** The pipe's name in its domain. */
  public String name() {
    return name;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (directory == null || name == null || created == null || side == null || coding == null) {
      throw new InvalidObjectException("an end of a pipe lacks a field");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PipeEnd<?> that
        && directory.equals(that.directory)
        && name.equals(that.name)
        && creator == that.creator
        && created.equals(that.created)
        && side == that.side
        && coding.equals(that.coding);
  }

  @Override
  public int hashCode() {
    return Objects.hash(directory, name, creator, created, side, coding);
  }

  /** Which end of which pipe, for example {@code reader of pipe 'lines' in /dev/shm/...}. */
  @Override
  public String toString() {
    String role =
        switch (side) {
          case WRITER -> "writer";
          case READER -> "reader";
          case FIRST -> "first end";
          case SECOND -> "second end";
        };
    return role + " of pipe '" + name + "' in " + directory;
  }
}
