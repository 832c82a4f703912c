package io.tandem.ipc;

import io.tandem.ipc.os.Futex;
import io.tandem.ipc.os.Native;

/**
 * What Tandem has found of the system it runs on: for {@code ipc doctor} and problem reports.
 *
 * @param isNative whether the native library is loaded; if not, the portable mode works, slower
 * @param nativeLibrary one line: where it was loaded from, or why it was not
 * @param canWaitForAny whether a thread can sleep on several words at once (Linux 5.16), which
 *     makes waits interruptible without polling
 */
public record Diagnostics(boolean isNative, String nativeLibrary, boolean canWaitForAny) {
  /** Looks now. */
  public static Diagnostics now() {
    boolean loaded = Native.isLoaded();
    return new Diagnostics(loaded, Native.status(), loaded && Futex.canAwaitAny());
  }
}
