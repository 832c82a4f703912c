package io.tandem.ipc.wait;

/**
 * What a waiting thread is waiting to do: take an element, lock a lock, see a flag.
 *
 * <p>It runs on the waiting thread only, as often as the wait likes, so it has to be quick, must
 * not block and must leave nothing behind when it fails. A condition that ends the wait for another
 * reason (the object is closed, corrupt or broken) is reported by throwing: the exception ends the
 * wait and reaches the caller unchanged.
 */
@FunctionalInterface
public interface Attempt {
  /** Tries once, without waiting. Returns whether it succeeded, which ends the wait. */
  boolean tryOnce();
}
