package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.Futex;
import io.tandem.ipc.os.Native;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The ways a thread can sleep here: which kernel, which kind of thread. */
enum Ways {
  FUTEX_WAITV(true, true, false),
  FUTEX(true, false, false),
  PORTABLE(false, false, false),
  VIRTUAL_FUTEX_WAITV(true, true, true),
  VIRTUAL_FUTEX(true, false, true),
  VIRTUAL_PORTABLE(false, false, true);

  private static final Proxies WITHOUT_AWAIT_ANY = new Proxies(false);

  private final boolean futex;
  private final boolean awaitAny;
  private final boolean virtual;

  Ways(boolean futex, boolean awaitAny, boolean virtual) {
    this.futex = futex;
    this.awaitAny = awaitAny;
    this.virtual = virtual;
  }

  /** Those that this JVM on this system has. */
  static List<Ways> available() {
    List<Ways> available = new ArrayList<>();
    for (Ways way : values()) {
      boolean exists =
          (!way.futex || Native.isLoaded())
              && (!way.awaitAny || Futex.canAwaitAny())
              && (!way.virtual || Runtime.version().feature() >= 21);
      if (exists) {
        available.add(way);
      }
    }
    return available;
  }

  boolean isPortable() {
    return !futex;
  }

  boolean isVirtual() {
    return virtual;
  }

  /** New memory for doorbells. */
  Words memory(Path directory) {
    return futex
        ? SharedMemory.createAndMap(directory.resolve(name() + "-" + System.nanoTime()))
        : SharedMemory.withoutAddress();
  }

  Doorbell bell(Words words, long offset) {
    return bell(words, offset, true);
  }

  /** A doorbell at which only rings wake. */
  Doorbell bellWithoutSlices(Words words, long offset) {
    return bell(words, offset, false);
  }

  private Doorbell bell(Words words, long offset, boolean sliced) {
    return new Doorbell(words, offset, futex ? kernel(words, offset) : null, sliced);
  }

  FutexKernel kernel(Words words, long bellOffset) {
    return new FutexKernel(
        words,
        bellOffset + DoorbellLayout.SEQUENCE,
        awaitAny ? Proxies.OF_SYSTEM : WITHOUT_AWAIT_ANY);
  }

  /** Starts a thread of this way's kind. */
  Thread start(Runnable task) {
    if (!virtual) {
      Thread thread = new Thread(task, "sleeper");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("virtual threads cannot be started", e);
    }
  }
}
