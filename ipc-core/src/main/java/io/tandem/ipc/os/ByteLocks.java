package io.tandem.ipc.os;

import java.io.IOException;

/**
 * Exclusive locks on single bytes of one file. The caller makes sure that calls of one object do
 * not overlap.
 */
interface ByteLocks {
  /** Locks a byte that this object has not locked. False if another holds it. */
  boolean tryLock(long position) throws IOException;

  /** Gives back a byte that this object has locked. */
  void unlock(long position) throws IOException;

  /** Whether a byte that this object has not locked is locked by nobody. */
  boolean isFree(long position) throws IOException;

  /** Gives back everything. The object is not used afterwards. */
  void close() throws IOException;
}
