package io.tandem.ipc;

import io.tandem.ipc.memory.Segment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handle's hold on its object: for makers of shared objects. Knows what errors call the object,
 * whether the handle has been closed, and how to let go. Safe for use by many threads.
 *
 * <p>{@link SharedObject#close} of a handle: {@link #tryClose}, then give up what the process has
 * in the shared memory and wake its waiting threads, then {@link #detach}.
 *
 * <p>Code that reads the memory while another thread may close the handle looks at {@link
 * #checkOpen} after what it has read: of a closed segment's memory nothing is true.
 */
public final class Attachment {
  /** What to do after a handle was closed, for objects that can be opened as often as one likes. */
  public static final String OPEN_AGAIN = "Open it again to go on";

  private final Domain domain;
  private final String kind;
  private final String name;
  private final Segment segment;
  private final String afterClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * For a handle that has just been attached.
   *
   * @param kind what the object is, in words, for example {@code queue}
   * @param afterClose what errors advise when the handle is used after close
   */
  public Attachment(Domain domain, String kind, String name, Segment segment, String afterClose) {
    this.domain = Objects.requireNonNull(domain, "domain");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.name = Objects.requireNonNull(name, "name");
    this.segment = Objects.requireNonNull(segment, "segment");
    this.afterClose = Objects.requireNonNull(afterClose, "afterClose");
  }

  /** The domain that the object is in. */
  public Domain domain() {
    return domain;
  }

  /** The object's name. */
  public String name() {
    return name;
  }

  /** The object's file. */
  public Path file() {
    return segment.file();
  }

  /** The object's memory. */
  public Segment segment() {
    return segment;
  }

  /** Whether the handle has been closed. */
  public boolean isClosed() {
    return closed.get();
  }

  /**
   * Goes on if the handle is open.
   *
   * @throws IllegalStateException if it has been closed
   */
  public void checkOpen() {
    if (closed.get()) {
      throw closedError();
    }
  }

  /** What {@link #checkOpen} throws. */
  public IllegalStateException closedError() {
    return new IllegalStateException(
        Problem.of("the " + kind + " has been closed by this process")
            .object(describe())
            .file(file())
            .next(afterClose)
            .toString());
  }

  /**
   * What to throw about memory that holds what Tandem never writes.
   *
   * @param found what it holds
   * @throws IllegalStateException instead, if the handle has been closed
   */
  public CorruptSegmentException damaged(Throwable found) {
    checkOpen();
    return new CorruptSegmentException(
        Problem.of("the " + kind + "'s shared memory has been damaged")
            .object(describe())
            .file(file())
            .fact("found", found.getMessage())
            .next(
                "Something else has written into the file; unlink the "
                    + kind
                    + " and create it anew"),
        found);
  }

  /** Marks the handle as closed; true for the one call that does. */
  public boolean tryClose() {
    return closed.compareAndSet(false, true);
  }

  /** Lets go of the memory, and of the domain, which knows the handle by that object. */
  public void detach(SharedObject handle) {
    segment.close();
    domain.detach(handle);
  }

  /**
   * What a handle is replaced by when it is serialized.
   *
   * @param opener opens the object in the process that reads it
   * @throws IllegalStateException if the handle has been closed
   */
  public <T extends SharedObject> SerializedHandle<T> serialized(
      SerializedHandle.Opener<T> opener) {
    checkOpen();
    return new SerializedHandle<>(domain.directory(), name, segment.info(), opener);
  }

  /** What errors call the object, for example {@code queue 'orders' in domain 'shop'}. */
  public String describe() {
    return kind + " '" + name + "' in domain '" + domain.name() + "'";
  }
}
