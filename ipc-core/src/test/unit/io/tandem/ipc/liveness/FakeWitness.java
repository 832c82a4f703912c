package io.tandem.ipc.liveness;

import io.tandem.ipc.os.ProcessId.Presence;
import java.util.HashSet;
import java.util.Set;

/** Answers as a test wants. */
final class FakeWitness implements Witness {
  final Set<Integer> heldByOthers = new HashSet<>();
  final Set<Integer> heldByUs = new HashSet<>();
  Presence presence = Presence.RUNNING;
  Runnable beforeLock = () -> {};

  @Override
  public boolean isFree(int slot) {
    return !heldByOthers.contains(slot) && !heldByUs.contains(slot);
  }

  @Override
  public boolean tryLock(int slot) {
    beforeLock.run();
    return isFree(slot) && heldByUs.add(slot);
  }

  @Override
  public void unlock(int slot) {
    if (!heldByUs.remove(slot)) {
      throw new AssertionError("slot " + slot + " was not locked");
    }
  }

  @Override
  public Presence presence(Registry.Identity identity) {
    return presence;
  }

  @Override
  public void close() {
    heldByUs.clear();
  }
}
