package io.tandem.ipc.os;

import java.nio.ByteBuffer;

/** Where direct buffers are. */
public final class DirectMemory {
  private DirectMemory() {}

  /**
   * The machine address of the first byte of a direct buffer, which does not keep the buffer alive.
   *
   * @throws IllegalArgumentException if the buffer is not direct
   * @throws IllegalStateException in portable mode
   */
  public static long addressOf(ByteBuffer memory) {
    Native.require("DirectMemory.addressOf");
    if (!memory.isDirect()) {
      throw new IllegalArgumentException("the buffer is on the heap and has no lasting address");
    }
    return Syscalls.addressOf(memory);
  }
}
