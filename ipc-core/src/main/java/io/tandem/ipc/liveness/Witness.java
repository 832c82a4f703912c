package io.tandem.ipc.liveness;

import io.tandem.ipc.os.ProcessId.Presence;

/**
 * What the system knows about participants: the two proofs that make a verdict. An interface so
 * that the verdict can be tested against every combination of answers.
 */
interface Witness extends AutoCloseable {
  /** Whether nobody at all holds the slot's lock. */
  boolean isFree(int slot);

  /** Takes the slot's lock if nobody at all holds it. */
  boolean tryLock(int slot);

  /** Gives back a lock that was taken. */
  void unlock(int slot);

  /** What the process table says about the process. */
  Presence presence(Registry.Identity identity);

  /** Gives back every lock that was taken. */
  @Override
  void close();
}
