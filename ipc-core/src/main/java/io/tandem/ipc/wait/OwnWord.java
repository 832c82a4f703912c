package io.tandem.ipc.wait;

import io.tandem.ipc.os.DirectMemory;
import io.tandem.ipc.os.Futex;
import io.tandem.ipc.os.RawMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A futex in private memory, by which one sleeping thread can be called. */
final class OwnWord {
  private final ByteBuffer word =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private final long address = DirectMemory.addressOf(word) + FutexKernel.LOW_HALF;

  /** What to sleep on; read it before the last look at the reasons not to sleep. */
  int value() {
    return (int) RawMemory.getVolatile(word, 0);
  }

  /** Of the futex; whoever uses it keeps this object reachable meanwhile. */
  long address() {
    return address;
  }

  /** Ends the owner's sleep, or the next one if the owner has read the value already. */
  void call() {
    RawMemory.getAndAdd(word, 0, 1);
    try {
      Futex.wake(address, 1);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
