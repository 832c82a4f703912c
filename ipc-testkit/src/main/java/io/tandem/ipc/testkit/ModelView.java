package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Words;

/** What a check sees between two steps: the memory that is visible to all, and who still lives. */
public final class ModelView {
  private final World world;
  private final Words words;

  ModelView(World world) {
    this.world = world;
    this.words = new ModelWords(new ObserverPort(world.memory), 0, world.memory.words.length * 8);
  }

  /** The memory, to read only; reading is no step. */
  public Words words() {
    return words;
  }

  /** Whether the process has been killed. */
  public boolean isKilled(String process) {
    return world.isKilled(world.index(process));
  }

  /** Whether the process has returned from its body. */
  public boolean isFinished(String process) {
    return world.isFinished(world.index(process));
  }

  /** Whether an owner word is that of a killed process. */
  public boolean isDead(int owner) {
    return world.isDead(owner);
  }

  /** Reads for a check, and takes note of what has been read so that no step on it goes unseen. */
  private static final class ObserverPort implements ModelWords.Port {
    private final ModelMemory memory;
    private final HeapPort heap;

    ObserverPort(ModelMemory memory) {
      this.memory = memory;
      this.heap = new HeapPort(memory.words, false);
    }

    @Override
    public long access(Op op, int offset, int length, long a, long b, byte[] data) {
      if (op.touchesMemory() && length > 0) {
        memory.touch(ModelMemory.OBSERVER, offset >>> 3, (offset + length - 1) >>> 3, false);
      }
      return heap.access(op, offset, length, a, b, data);
    }

    @Override
    public byte[] bytes(long result) {
      return heap.bytes(result);
    }

    @Override
    public boolean tears() {
      return false;
    }
  }
}
