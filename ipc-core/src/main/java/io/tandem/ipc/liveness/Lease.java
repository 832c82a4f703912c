package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A share in the one membership that this class loader has in a domain, however often the domain is
 * opened. The first lease joins, the last one that is closed leaves.
 *
 * <p>Two class loaders know nothing of each other and are two participants.
 *
 * <p>When the JVM ends with leases open, a shutdown hook stops using their domains, which removes
 * those that nobody else uses; it closes nothing under threads that still run, and waits for nobody
 * but a thread that is leaving just then. A JVM that is killed is noticed by the others as they
 * need it.
 *
 * <p>Thread-safe.
 */
public final class Lease implements AutoCloseable {
  /** How often the end of the JVM looks whether a thread has left. */
  private static final long PAUSE_NANOS = 100_000;

  private static final ConcurrentMap<Path, Shared> PRESENT = new ConcurrentHashMap<>();

  private final Shared shared;
  private boolean closed;

  private Lease(Shared shared) {
    this.shared = shared;
  }

  /**
   * Joins a domain, or shares the membership that is there. The first one's label counts.
   *
   * @throws io.tandem.ipc.TandemException as {@link Membership#join} does
   */
  public static Lease open(DomainDirectory directory, Settings settings) {
    for (; ; ) {
      Shared created = new Shared(directory.path());
      Shared present = PRESENT.putIfAbsent(directory.path(), created);
      Shared shared = present == null ? created : present;
      if (shared.enter(directory, settings)) {
        return new Lease(shared);
      }
    }
  }

  /** The membership. */
  public Membership membership() {
    return shared.membership;
  }

  /** Gives the share back; the last one leaves the domain. Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      shared.exit();
    }
  }

  /** The membership of this class loader in one domain. */
  private static final class Shared {
    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private Membership membership;
    private int leases;
    private boolean over;

    /** Whether the lock is held for long: one that joins may have to wait for another process. */
    private volatile boolean joining;

    Shared(Path directory) {
      this.directory = directory;
    }

    /** False if this one is over and the next one is to be tried. */
    boolean enter(DomainDirectory checked, Settings settings) {
      lockInterruptibly();
      try {
        if (over || (membership != null && !membership.isCurrent())) {
          // Somebody deleted the domain's files by hand: its present users keep what they have.
          PRESENT.remove(directory, this);
          return false;
        }
        if (membership == null) {
          membership = join(checked, settings);
          AtExit.add(this);
        } else {
          settings.checkAgainst(membership.file);
        }
        leases++;
        return true;
      } finally {
        lock.unlock();
      }
    }

    private Membership join(DomainDirectory checked, Settings settings) {
      boolean joined = false;
      joining = true;
      try {
        Membership made = Membership.join(checked, settings);
        joined = true;
        return made;
      } finally {
        joining = false;
        if (!joined) {
          end();
        }
      }
    }

    private void end() {
      over = true;
      PRESENT.remove(directory, this);
    }

    private void lockInterruptibly() {
      if (lock.tryLock()) {
        return;
      }
      try {
        lock.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DomainAccessException(
            Problem.of("The thread was interrupted while another one opened or closed the domain")
                .file(directory)
                .next("Open the domain again"),
            e);
      }
    }

    void exit() {
      lock.lock();
      try {
        leases--;
        if (leases == 0) {
          end();
          leave();
        }
      } finally {
        lock.unlock();
      }
    }

    private void leave() {
      try {
        membership.close();
      } finally {
        AtExit.remove(this); // not before: so the end of the JVM waits for who leaves
      }
    }

    /**
     * For the end of the JVM: does not wait for a thread that is joining; but for one that is
     * leaving, which would never get done if it is a daemon's.
     */
    void stopUsing() {
      while (!lock.tryLock()) {
        if (joining) {
          return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      try {
        if (!over) {
          membership.stopUsing();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** The shutdown hook; registered only while there is a membership, so that it pins no loader. */
  private static final class AtExit extends Thread {
    private static AtExit hook;

    private final Set<Shared> shares = ConcurrentHashMap.newKeySet();

    private AtExit() {
      super("tandem-leave");
      setContextClassLoader(null);
    }

    static synchronized void add(Shared shared) {
      if (hook == null) {
        hook = new AtExit();
        try {
          Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
          return; // the JVM is ending: the next one that joins cleans up
        }
      }
      hook.shares.add(shared);
    }

    static synchronized void remove(Shared shared) {
      hook.shares.remove(shared);
      if (hook.shares.isEmpty()) {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          return; // the JVM is ending, the hook runs
        }
        hook = null;
      }
    }

    @Override
    public void run() {
      for (Shared share : shares) {
        try {
          share.stopUsing();
        } catch (RuntimeException e) { // a damaged registry must not keep the others from leaving
          Log.of(Lease.class).log(Level.WARNING, "Cannot leave " + share.directory, e);
        }
      }
    }
  }
}
