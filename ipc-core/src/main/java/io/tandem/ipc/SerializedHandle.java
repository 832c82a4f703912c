package io.tandem.ipc;

import io.tandem.ipc.codec.SerializableHandle;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What travels when the handle of a shared object is serialized: where the object is, which one it
 * is, and how to open it. Reading it gives a handle of the reading process.
 *
 * <p><b>One handle.</b> However often it is read, a process gets the same handle until somebody
 * there closes it; so nothing is used up by handles that come in with every message, and none of
 * them has to be closed. Such a handle keeps its domain open; both are left when it is closed, or
 * the JVM ends.
 *
 * <p><b>The same object.</b> If the object has been unlinked, or its domain is gone, reading throws
 * {@link ObjectMissingException}, also if another object has its name now. Which one it is, is told
 * by its maker and, to the millisecond, when that was.
 *
 * <p>Reading runs no code but that of {@link Opener}. A filter of one's own that lists classes has
 * to list each {@link SerializableHandle}, and the classes of the elements.
 *
 * @param <T> the handle
 */
public final class SerializedHandle<T extends SharedObject> implements SerializableHandle {
  private static final long serialVersionUID = 1L;

  /** Those that are open in this process, by what they were read from. */
  private static final ConcurrentMap<SerializedHandle<?>, SharedObject> OPEN =
      new ConcurrentHashMap<>();

  /**
   * Opens objects of one kind. Immutable; equal openers open equal handles.
   *
   * @param <T> the handles
   */
  public interface Opener<T extends SharedObject> extends SerializableHandle {
    /**
     * Opens an object that exists.
     *
     * @throws ObjectMissingException if there is none of that name
     */
    T open(Domain domain, String name);
  }

  /** The domain's directory. */
  private final String directory;

  private final String name;
  private final int creator;
  private final Instant created;
  private final Opener<T> opener;

  SerializedHandle(Path directory, String name, SegmentInfo object, Opener<T> opener) {
    this.directory = directory.toString();
    this.name = name;
    this.creator = object.creator();
    this.created = object.created();
    this.opener = Objects.requireNonNull(opener, "opener");
  }

  private Object readResolve() {
    return OPEN.compute(
        this, (form, present) -> present != null && !present.isClosed() ? present : open());
  }

  private T open() {
    return openIn(
        Path.of(directory),
        domain -> {
          T handle = opener.open(domain, name);
          // Asked after opening: a name that leads there now has not led anywhere else since.
          requireSame(handle.file(), Segment.inspect(domain.path(name)), creator, created);
          return handle;
        },
        handle -> OPEN.remove(this, handle));
  }

  /**
   * Opens an object in a domain that is closed with it: for handles that are not opened when they
   * are read, but by those who have read them.
   *
   * @param directory the domain's
   * @throws ObjectMissingException if the domain is gone
   */
  public static <T extends SharedObject> T openIn(Path directory, Function<Domain, T> opening) {
    return openIn(directory, opening, handle -> {});
  }

  private static <T extends SharedObject> T openIn(
      Path directory, Function<Domain, T> opening, Consumer<T> afterClose) {
    if (!Files.isDirectory(directory)) {
      throw missing(directory, "the domain of a handle that was read is gone");
    }
    Domain domain = Domain.open(directory);
    boolean done = false;
    try {
      T handle = opening.apply(domain);
      domain.closeWithLastObject(() -> afterClose.accept(handle));
      done = true;
      return handle;
    } finally {
      if (!done) {
        domain.close();
      }
    }
  }

  /**
   * Goes on if an object is the one that a handle was sent of.
   *
   * @param found what is in the file
   * @param creator of the object that was meant
   * @param created when that was
   * @throws ObjectMissingException if it is another one
   */
  public static void requireSame(Path file, SegmentInfo found, int creator, Instant created) {
    if (found.creator() != creator || !found.created().equals(created)) {
      throw missing(file, "the object of a handle that was read is gone, and another has its name");
    }
  }

  private static ObjectMissingException missing(Path file, String what) {
    return new ObjectMissingException(
        Problem.of(what).file(file).next("Have the handle sent while its object exists"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerializedHandle<?> that
        && directory.equals(that.directory)
        && name.equals(that.name)
        && creator == that.creator
        && created.equals(that.created)
        && opener.equals(that.opener);
  }

  @Override
  public int hashCode() {
    return Objects.hash(directory, name, creator, created, opener);
  }
}
