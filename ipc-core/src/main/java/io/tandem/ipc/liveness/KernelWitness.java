package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.os.ProcessId.Presence;
import io.tandem.ipc.os.SlotLocks;
import java.io.IOException;
import java.nio.file.Path;

/** Asks the kernel: locks on the bytes of the domain's lock file, and the process table. */
final class KernelWitness implements Witness {
  private final Path file;
  private final SlotLocks locks;

  private KernelWitness(Path file, SlotLocks locks) {
    this.file = file;
    this.locks = locks;
  }

  /** Opens a lock file and creates it if it is missing. */
  static KernelWitness create(Path lockFile) throws IOException {
    return new KernelWitness(lockFile, SlotLocks.open(lockFile));
  }

  /** Opens a lock file that is there. */
  static KernelWitness open(Path lockFile) throws IOException {
    return new KernelWitness(lockFile, SlotLocks.openExisting(lockFile));
  }

  @Override
  public boolean isFree(int slot) {
    try {
      return locks.isFree(slot);
    } catch (IOException e) {
      throw refused(slot, e);
    }
  }

  @Override
  public boolean tryLock(int slot) {
    try {
      return locks.tryLock(slot);
    } catch (IOException e) {
      throw refused(slot, e);
    }
  }

  @Override
  public void unlock(int slot) {
    locks.unlock(slot);
  }

  @Override
  public Presence presence(Registry.Identity identity) {
    return new ProcessId(
            identity.pid(), identity.startTicks(), identity.pidNamespace(), identity.boot())
        .look();
  }

  @Override
  public void close() {
    locks.close();
  }

  private DomainAccessException refused(int slot, IOException cause) {
    return new DomainAccessException(
        Problem.of("The lock of a participant cannot be examined: " + cause.getMessage())
            .file(file)
            .fact("slot", slot)
            .next("Check that nothing in this process closes descriptors it did not open"),
        cause);
  }
}
