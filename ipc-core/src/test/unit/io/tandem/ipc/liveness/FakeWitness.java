package io.tandem.ipc.liveness;

import io.tandem.ipc.os.ProcessId.Presence;
import java.util.HashSet;
import java.util.Set;

/** Answers as a test wants. */
final class FakeWitness implements Witness {
  final Set<Integer> heldByOthers = new HashSet<>();
  final Set<Integer> heldByUs = new HashSet<>();
  Presence presence = Presence.RUNNING;

  /** Run once, after the process table has been asked. */
  Runnable afterLook = () -> {};

  @Override
  public boolean isFree(int slot) {
    return !heldByOthers.contains(slot) && !heldByUs.contains(slot);
  }

  @Override
  public boolean tryLock(int slot) {
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
    Runnable after = afterLook;
    afterLook = () -> {};
    Presence answer = presence;
    after.run();
    return answer;
  }

  @Override
  public void close() {
    heldByUs.clear();
  }
}
