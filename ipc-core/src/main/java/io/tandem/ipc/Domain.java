package io.tandem.ipc;

import io.tandem.ipc.liveness.DomainDirectory;
import io.tandem.ipc.liveness.Lease;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.liveness.Membership;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import io.tandem.ipc.liveness.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A directory of objects that several processes share, and this process's place in it.
 *
 * <pre>{@code
 * try (Domain shop = Domain.open("shop")) {
 *   ...
 * }
 * }</pre>
 *
 * <p><b>Who sees it.</b> Processes of the same user that open the same name, or the same directory.
 * The directory has mode 0700 and belongs to that user, or the domain is not opened.
 *
 * <p><b>How long it lives.</b> As long as somebody has it open. The last one that closes it, or
 * whose JVM ends, removes its objects; if all were killed, the next one that opens it finds it
 * empty. With {@link Retention#UNTIL_REMOVED} the objects stay until {@link #removeUnused}.
 *
 * <p><b>When a process dies.</b> The others go on. Nothing it held stays held: whoever comes upon
 * it sees by the kernel's word that the holder is dead (see {@link Liveness}) and takes over. A
 * process that is stopped, or slow, is alive and keeps what it has.
 *
 * <p><b>Cost.</b> A registry of 128 bytes for each participant there may be, 128 KiB unless {@link
 * Builder#slots} says otherwise; one open file and one mapping in each process. Opening a domain
 * again in the same process shares them: the JVM, to be exact the class loader, is one participant,
 * and leaves when the last of its handles is closed.
 *
 * <p>Safe for use by many threads. After {@link #close}, every method but {@link #name}, {@link
 * #directory}, {@link #isClosed} and {@link #close} throws {@link IllegalStateException}.
 */
public final class Domain implements AutoCloseable {
  /** Attaches to an object, or makes it. */
  @FunctionalInterface
  public interface Opener<T extends SharedObject> {
    /**
     * Attaches.
     *
     * @param file the object's file
     * @param liveness this process, and the fate of the others
     */
    T open(Path file, Liveness liveness);
  }

  private final DomainDirectory directory;
  private final Lease lease;
  private final Set<SharedObject> attached = ConcurrentHashMap.newKeySet();

  /** Shared by those that use the domain's directory; close() takes it alone. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  /** What to do when the last object has been detached, for a domain that closes itself then. */
  private volatile Runnable afterLastObject;

  private volatile boolean closed;

  private Domain(DomainDirectory directory, Settings settings) {
    this.directory = directory;
    this.lease = Lease.open(directory, settings);
  }

  /**
   * Opens the domain of that name, and makes it if there is none: the directory {@code
   * /dev/shm/tandem-<uid>/<name>}, or {@code tandem-<uid>/<name>} in {@code java.io.tmpdir} where
   * there is no {@code /dev/shm}.
   *
   * @param name 1 to 100 of the characters {@code A-Z a-z 0-9 . _ -}, beginning with a letter or a
   *     digit
   * @throws IllegalArgumentException if the name is not of that form
   * @throws DomainAccessException if the directory cannot be made or used; the text says which of
   *     missing parent, no permission, symbolic link, no directory, wrong owner and wrong mode it
   *     is. Also if the thread is interrupted while it waits for another process that is removing
   *     the domain; its interrupt status stays set
   * @throws DomainFullException if as many processes as there are slots have it open
   * @throws StorageFullException if the file system has no room for the registry
   * @throws CorruptSegmentException if the registry is damaged
   * @throws WrongVersionException if another version of Tandem has made the domain
   */
  public static Domain open(String name) {
    return builder().name(name).open();
  }

  /**
   * Opens the domain in a directory, and makes both if they are missing; the parent must exist.
   *
   * @throws DomainAccessException and the others as for {@link #open(String)}
   */
  public static Domain open(Path directory) {
    return builder().directory(directory).open();
  }

  /** For a domain that is not like all others. */
  public static Builder builder() {
    return new Builder();
  }

  /** The directory that has the domains which are opened by name. It need not exist yet. */
  public static Path root() {
    return DomainDirectory.root();
  }

  /**
   * Removes a domain that nobody has open: its objects, whatever its retention, its registry, and
   * the directory if Tandem made it and it is empty then. Files that are not Tandem's stay.
   *
   * @return false if there is no domain, or somebody has it open; then nothing is removed
   * @throws DomainAccessException as for {@link #open(Path)}
   */
  public static boolean removeUnused(Path directory) {
    return Membership.removeUnused(DomainDirectory.at(directory), new DomainFiles.IsObject());
  }

  /** The last element of the directory's path. */
  public String name() {
    return directory.path().getFileName().toString();
  }

  /** The directory. */
  public Path directory() {
    return directory.path();
  }

  /** What becomes of the objects when nobody has the domain open. */
  public Retention retention() {
    return membership().retention();
  }

  /** This process as a participant, and the fate of the others: for makers of shared objects. */
  public Liveness liveness() {
    return membership();
  }

  /** Who takes part, this process included; also those that died, until their slot is taken. */
  public List<Participant> participants() {
    return membership().participants();
  }

  /** The objects, sorted by name. Does not attach to them. */
  public List<DomainObject> objects() {
    membership();
    return DomainFiles.list(directory.path());
  }

  /**
   * The file of an object, whether there is one or not.
   *
   * @throws IllegalArgumentException if that cannot be an object's name; the rule is that of {@link
   *     #open(String)}
   */
  public Path path(String objectName) {
    membership();
    return directory.path().resolve(Names.check("object", objectName));
  }

  /**
   * Removes an object's name. Processes that are attached to the object go on with it; its memory
   * is freed when the last of them detaches.
   *
   * @return false if there is none of that name
   * @throws IllegalArgumentException if that cannot be an object's name
   * @throws ObjectAccessException if the system refuses
   */
  public boolean unlink(String objectName) {
    Lock shared = lockOpen();
    try {
      return DomainFiles.unlink(path(objectName));
    } finally {
      shared.unlock();
    }
  }

  /**
   * Attaches to an object, or makes it, on behalf of this handle: closing the handle closes the
   * object. For makers of shared objects, whose {@code close} calls {@link #detach}.
   *
   * @param opener does the work; the domain is not left meanwhile, so nothing can be made in the
   *     directory of a domain that is gone. Must not close the domain
   * @throws IllegalArgumentException if that cannot be an object's name
   */
  public <T extends SharedObject> T attach(String objectName, Opener<T> opener) {
    Lock shared = lockOpen();
    try {
      T object = Objects.requireNonNull(opener.open(path(objectName), liveness()));
      attached.add(object);
      return object;
    } finally {
      shared.unlock();
    }
  }

  /** Forgets an object that has been closed. */
  public void detach(SharedObject object) {
    attached.remove(object);
    Runnable last = afterLastObject;
    if (last != null && attached.isEmpty()) {
      close();
      last.run();
    }
  }

  /** From now on closes itself when its objects have been closed, and then does that. */
  void closeWithLastObject(Runnable then) {
    afterLastObject = then;
  }

  private Membership membership() {
    if (closed) {
      throw new IllegalStateException(
          "This handle of domain '" + name() + "' [" + directory + "] is closed. Open it again.");
    }
    return lease.membership();
  }

  private Lock lockOpen() {
    Lock shared = use.readLock();
    shared.lock();
    boolean open = false;
    try {
      membership();
      open = true;
      return shared;
    } finally {
      if (!open) {
        shared.unlock();
      }
    }
  }

  /** Whether {@link #close} has been called on this handle. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Closes the objects that were attached through this handle, then this handle. With the last
   * handle of this process, leaves the domain; the last process that leaves removes it, unless it
   * is to keep its objects. Threads that wait in one of the objects get {@link
   * IllegalStateException}. Closing again does nothing.
   */
  @Override
  public void close() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      alone.unlock();
    }
    RuntimeException failure = null;
    for (SharedObject object : attached) {
      try {
        object.close();
      } catch (RuntimeException e) {
        failure = join(failure, e);
      }
    }
    attached.clear();
    try {
      lease.close();
    } catch (RuntimeException e) {
      failure = join(failure, e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException join(RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  @Override
  public String toString() {
    return "Domain '" + name() + "' [" + directory + (closed ? ", closed]" : "]");
  }

  /**
   * Opens a domain with settings. What a builder does not say is taken as it is in a domain that
   * exists, and by default in a new one. Not safe for use by many threads.
   */
  public static final class Builder {
    private String name;
    private Path directory;
    private String label;
    private int slots;
    private Retention retention;

    private Builder() {}

    /** Opens by name, as {@link Domain#open(String)} does. */
    public Builder name(String name) {
      this.name = Names.check("domain", name);
      return this;
    }

    /** Opens a directory, as {@link Domain#open(Path)} does. */
    public Builder directory(Path directory) {
      this.directory = Objects.requireNonNull(directory);
      return this;
    }

    /**
     * What this process is called in lists and messages of the others; by default its main class.
     *
     * @param label 1 to 72 bytes of UTF-8 without control characters
     * @throws IllegalArgumentException if it is not that
     */
    public Builder label(String label) {
      this.label = Settings.checkLabel(label);
      return this;
    }

    /**
     * How many processes can have the domain open at the same time; each costs 128 bytes of the
     * registry. By default {@value Settings#DEFAULT_SLOTS}.
     *
     * @param slots 1 to 4096
     * @throws IllegalArgumentException if it is not that
     */
    public Builder slots(int slots) {
      this.slots = Settings.checkSlots(slots);
      return this;
    }

    /**
     * What becomes of the objects when nobody has the domain open; {@code WHILE_USED} by default.
     */
    public Builder retention(Retention retention) {
      this.retention = Objects.requireNonNull(retention);
      return this;
    }

    /**
     * Opens the domain.
     *
     * @throws IllegalStateException unless exactly one of name and directory is set
     * @throws WrongParametersException if the domain exists with another number of slots or another
     *     retention than asked for
     * @throws TandemException the others as for {@link Domain#open(String)}
     */
    public Domain open() {
      if ((name == null) == (directory == null)) {
        throw new IllegalStateException("A domain needs a name or a directory, one of them");
      }
      DomainDirectory place =
          name == null ? DomainDirectory.at(directory) : DomainDirectory.named(name);
      return new Domain(place, new Settings(label, slots, retention, new DomainFiles.IsObject()));
    }
  }
}
