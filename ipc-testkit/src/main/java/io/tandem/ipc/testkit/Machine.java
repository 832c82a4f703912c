package io.tandem.ipc.testkit;

import java.util.Arrays;

/**
 * The memory as each process sees it: shared words, behind a store buffer and a view of the past
 * where the memory model has them.
 */
final class Machine {
  final ModelMemory memory;
  private final MemoryModel model;
  private final boolean earlyLoads;
  private final ModelTables tables;
  private final StoreBuffer[] buffers;
  private final LoadView[] views;

  Machine(ModelOptions options, ModelTables tables, ModelMemory memory) {
    this.model = options.memory();
    this.earlyLoads = options.earlyLoads();
    this.tables = tables;
    this.memory = memory;
    int count = tables.actors().size();
    this.buffers = new StoreBuffer[count];
    this.views = new LoadView[count];
    Arrays.fill(buffers, StoreBuffer.EMPTY);
  }

  StoreBuffer buffer(int p) {
    return buffers[p];
  }

  LoadView view(int p) {
    return views[p];
  }

  /** Goes back to what was at hand when the memory was at that time. */
  void restore(int p, StoreBuffer buffer, LoadView view, int time) {
    buffers[p] = buffer;
    views[p] = view;
    memory.undoTo(time);
  }

  // ---- Buffered stores.

  /** Appends the moves by which stores become visible. */
  void addFlushes(IntList moves) {
    for (int p = 0; p < buffers.length; p++) {
      StoreBuffer buffer = buffers[p];
      for (int i = 0; i < buffer.size(); i++) {
        if (buffer.mayLeave(i, inOrder())) {
          moves.add(Move.of(Move.FLUSH, p, i));
        }
      }
    }
  }

  private boolean inOrder() {
    return model == MemoryModel.STORE_BUFFERS;
  }

  /** A buffered store that may become visible and that nobody else will notice, or -1. */
  int quietFlush(int p) {
    StoreBuffer buffer = buffers[p];
    for (int i = 0; i < buffer.size(); i++) {
      StoreBuffer.Entry entry = buffer.entry(i);
      if (buffer.mayLeave(i, inOrder()) && memory.isPrivate(entry.first, entry.last())) {
        return i;
      }
    }
    return -1;
  }

  void flush(int p, int index) {
    StoreBuffer.Entry entry = buffers[p].entry(index);
    buffers[p] = buffers[p].without(index);
    makeVisible(p, entry);
  }

  /** A process never looks behind its own stores. */
  private void makeVisible(int p, StoreBuffer.Entry entry) {
    memory.put(entry);
    if (views[p] != null) {
      views[p] = views[p].ordered(entry.first, entry.last(), memory.now());
    }
  }

  /** Puts an event behind the stores before it; false if there are none. */
  boolean delay(int p, int event) {
    if (buffers[p].isEmpty()) {
      return false;
    }
    buffers[p] = buffers[p].with(StoreBuffer.event(event));
    return true;
  }

  /** Takes out the event that waits for nothing any more, or answers -1. */
  int dueEvent(int p) {
    if (buffers[p].isEmpty() || buffers[p].entry(0).event < 0) {
      return -1;
    }
    int event = buffers[p].entry(0).event;
    buffers[p] = buffers[p].without(0);
    return event;
  }

  // ---- Accesses.

  /** Forgets the past: nothing this process does from now on may look back. */
  void catchUp(int p) {
    if (earlyLoads) {
      views[p] = LoadView.at(memory.now());
    }
  }

  /** How many different things a load may give. */
  int outcomes(int p, Step step) {
    if (!step.op.isLoad()
        || step.length == 0
        || views[p] == null
        || buffers[p].touches(step.firstWord(), step.lastWord())) {
      return 1;
    }
    int low = low(p, step);
    return 1 + memory.changesSince(low, step.firstWord(), step.lastWord());
  }

  /**
   * Does a step on memory.
   *
   * @param outcome 0 for what the memory holds now; for a load, n for what it held before its last
   *     change but n − 1
   */
  long execute(int p, Step step, int outcome) {
    if (views[p] == null) {
      catchUp(p);
    }
    Op op = step.op;
    if (op.touchesMemory() && step.length > 0) {
      memory.touch(p, step.firstWord(), step.lastWord(), !op.isLoad());
    }
    if (op.isBufferedStore()) {
      return store(p, step);
    }
    if (op.isLoad()) {
      return load(p, step, outcome);
    }
    switch (op) {
      case COMPARE_AND_SET, GET_AND_ADD -> {
        return update(p, step);
      }
      case SET_VOLATILE -> {
        memory.put(step.firstWord(), step.a);
        storedVolatile(p, step);
      }
      case FULL_FENCE, PAUSE -> catchUp(p);
      case ACQUIRE_FENCE -> {
        if (views[p] != null) {
          views[p] = views[p].acquireFence();
        }
      }
      default -> {
        return 0;
      }
    }
    return 0;
  }

  /**
   * An atomic update: its load is one with acquire of what the word has held for a while, and only
   * volatile loads wait for its store.
   */
  private long update(int p, Step step) {
    int word = step.firstWord();
    long before = memory.words[word];
    if (views[p] != null) {
      int held = memory.heldSince(memory.now(), low(p, step), word, word);
      views[p] = views[p].loaded(word, word, held, true);
    }
    boolean adds = step.op == Op.GET_AND_ADD;
    if (!adds && before != step.a) {
      return 0;
    }
    memory.put(word, adds ? before + step.a : step.b);
    storedVolatile(p, step);
    return adds ? before : 1;
  }

  private void storedVolatile(int p, Step step) {
    if (views[p] != null) {
      int now = memory.now();
      views[p] = views[p].ordered(step.firstWord(), step.lastWord(), now).storedVolatile(now);
    }
  }

  private int low(int p, Step step) {
    boolean isVolatile = step.op == Op.GET_VOLATILE || step.op.drains();
    return views[p].low(step.firstWord(), step.lastWord(), isVolatile);
  }

  private long store(int p, Step step) {
    if (step.length > 0) {
      StoreBuffer.Entry entry = StoreBuffer.store(step);
      if (model == MemoryModel.SEQUENTIAL) {
        makeVisible(p, entry);
      } else {
        buffers[p] = buffers[p].with(entry);
      }
    }
    return 0;
  }

  private long load(int p, Step step, int outcome) {
    int time = memory.now();
    if (views[p] != null && step.length > 0) {
      int first = step.firstWord();
      int last = step.lastWord();
      int low = low(p, step);
      time = outcome == 0 ? time : memory.timeBeforeChange(outcome - 1, first, last);
      int performed = memory.heldSince(time, low, first, last);
      boolean acquires = step.op == Op.GET_ACQUIRE || step.op == Op.GET_VOLATILE;
      views[p] = views[p].loaded(first, last, performed, acquires);
    }
    return step.op == Op.READ
        ? tables.number(payload(buffers[p], step, time))
        : word(p, step, time);
  }

  /** Makes a store visible before its time. */
  void storeEarly(int p, Step step) {
    memory.touch(p, step.firstWord(), step.lastWord(), true);
    makeVisible(p, StoreBuffer.store(step));
  }

  /** What a load would give now, behind that buffer. */
  long peek(Step step, StoreBuffer buffer) {
    int now = memory.now();
    if (step.op == Op.READ) {
      return tables.number(payload(buffer, step, now));
    }
    int word = step.firstWord();
    return buffer.read(word, memory.valueAt(now, word));
  }

  private long word(int p, Step step, int time) {
    int word = step.firstWord();
    return buffers[p].read(word, memory.valueAt(time, word));
  }

  private byte[] payload(StoreBuffer buffer, Step step, int time) {
    if (step.length == 0) {
      return new byte[0];
    }
    int first = step.firstWord();
    long[] seen = new long[step.lastWord() - first + 1];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = buffer.read(first + i, memory.valueAt(time, first + i));
    }
    return HeapPort.read(seen, step.offset - first * 8, step.length);
  }

  /** Whether a step that had that result would have another one now. */
  boolean hasChanged(int p, Step step, long result) {
    int now = memory.now();
    return switch (step.op) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE -> word(p, step, now) != result;
      case COMPARE_AND_SET -> word(p, step, now) == step.a;
      case READ -> !Arrays.equals(payload(buffers[p], step, now), tables.bytes((int) result));
      default -> false;
    };
  }

  /** What of the buffers and views belongs to the state. */
  long hash(long seed, int p, boolean runs) {
    long hash = 0;
    if (!buffers[p].isEmpty()) {
      hash = seed == Hash.SEED_1 ? buffers[p].hash1 : buffers[p].hash2;
    }
    return runs && views[p] != null ? hash * 31 + views[p].hash(seed, p, memory) : hash;
  }
}
