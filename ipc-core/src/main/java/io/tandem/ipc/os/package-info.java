/**
 * The operating system as Tandem sees it: the native calls, and a portable counterpart in plain
 * Java for each where there can be one. The only package with native code and look-ups of
 * processes.
 *
 * <p>It knows nothing of the rest of Tandem. Its errors are {@link java.io.IOException}s and
 * values, which the layers above turn into Tandem's own.
 *
 * <p>Whether the native library is there is decided once per class loader; see {@link
 * io.tandem.ipc.os.Native}.
 */
package io.tandem.ipc.os;
