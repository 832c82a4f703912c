package io.tandem.ipc.queue;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Words;

/**
 * The words that say who has which end of a pipe.
 *
 * <p><b>An end is opened once.</b> Its word goes from 0 to the owner word of the process that opens
 * it, and from there to closed; a dead owner's word counts as closed for ever. So "the other end is
 * gone" never becomes untrue again, and a reader that looks once more after it has seen that finds
 * everything that was ever written.
 */
final class PipeEnds {
  private final Words body;

  PipeEnds(Words body) {
    this.body = body;
  }

  private static long offset(boolean first) {
    return first ? PipeLayout.FIRST_END : PipeLayout.SECOND_END;
  }

  /** Becomes the owner of an end, if nobody is or was. */
  boolean tryTake(boolean first, Liveness liveness) {
    long self = liveness.self() & 0xFFFF_FFFFL;
    return body.compareAndSet(offset(first), PipeLayout.NEVER_OPENED, self); // HANDOFF pipe end
  }

  /** An end's word: 0, its owner, or {@link PipeLayout#CLOSED}. */
  long owner(boolean first) {
    return body.getAcquire(offset(first)); // HANDOFF pipe end
  }

  /** Closes an end, after all that was sent there. */
  void close(boolean first) {
    body.setRelease(offset(first), PipeLayout.CLOSED); // HANDOFF pipe end
  }
}
