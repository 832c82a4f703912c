package io.tandem.ipc.wait;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.locks.LockSupport;

/** What this package needs of threads, on a baseline that does not know virtual ones. */
final class Threads {
  /** Thread.isVirtual, of JDK 21 and later, or null. */
  private static final MethodHandle IS_VIRTUAL = find();

  private static final long TEN_YEARS_NANOS = 3650L * 24 * 3600 * 1_000_000_000;

  private Threads() {}

  private static MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }

  /** Whether the calling thread is virtual: it must not block in native code then. */
  static boolean currentIsVirtual() {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Parks, without the cost of a timer where the time has no meaning. */
  static void park(Object blocker, long nanos) {
    if (nanos > TEN_YEARS_NANOS) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, nanos);
    }
  }
}
