package io.tandem.ipc.stress;

import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;

/**
 * Memory outside of the heap for the states of a stress test, which needs thousands at a time. Cut
 * from larger pieces, each of which the collector frees when none of its slices is in use: memory
 * that is used again by count is used by two states at once as soon as there are more of them.
 */
public final class Slices {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int LINES = 128;
  private static Words piece;
  private static int used = PIECE_BYTES;

  private Slices() {}

  /** Zeroed memory of its own. */
  public static synchronized Words next(long sizeBytes) {
    int size = Math.toIntExact((sizeBytes + LINES - 1) / LINES * LINES);
    if (used + size > PIECE_BYTES) {
      piece = new MappedWords(alignedPiece(), 0);
      used = 0;
    }
    Words slice = piece.slice(used, sizeBytes);
    used += size;
    return slice;
  }

  private static ByteBuffer alignedPiece() {
    return ByteBuffer.allocateDirect(PIECE_BYTES + LINES).alignedSlice(LINES);
  }

  /** A process that is alive, as all others are. */
  public static Liveness process(int self) {
    return new Liveness() {
      @Override
      public int self() {
        return self;
      }

      @Override
      public boolean isDead(int owner) {
        return false;
      }

      @Override
      public String describe(int owner) {
        return "process " + owner;
      }
    };
  }
}
