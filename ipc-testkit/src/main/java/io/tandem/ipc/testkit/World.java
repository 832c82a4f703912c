package io.tandem.ipc.testkit;

import io.tandem.ipc.testkit.LocalState.Edge;
import java.util.Arrays;
import java.util.List;

/** The whole simulated machine in one state: moves it on by one step, and back again. */
final class World {
  /** What a move changes, apart from memory. */
  private static final class Frame {
    int process;
    LocalState at;
    StoreBuffer buffer;
    int killed;
    int stopped;
    long clock;
    int known;
    int last;
    int switches;
    int mark;
  }

  final ModelMemory memory;
  private final List<Actor> actors;
  private final ModelTables tables;
  private final ModelOptions options;
  private final Watch watch;
  private final LocalTree[] trees;
  private final LocalState[] at;
  private final StoreBuffer[] buffers;
  private final int[] deathEvents;
  private int killed;
  private int stopped;
  private long clock;
  private int known;
  private int last = -1;
  private int switches;
  private long lastResult;
  private boolean spoke;
  private Throwable failure;

  private Frame[] frames = new Frame[256];
  private int depth;

  World(ModelOptions options, ModelTables tables, ModelMemory memory) {
    this.options = options;
    this.tables = tables;
    this.memory = memory;
    this.actors = tables.actors();
    this.watch = new Watch(options.monitors(), tables.events());
    int count = actors.size();
    trees = new LocalTree[count];
    at = new LocalState[count];
    buffers = new StoreBuffer[count];
    deathEvents = new int[count];
    for (Actor actor : actors) {
      int p = actor.index();
      trees[p] = new LocalTree(tables, actor, memory.words.length * 8);
      at[p] = trees[p].start();
      buffers[p] = StoreBuffer.EMPTY;
      deathEvents[p] =
          tables.events().number(new ModelEvent(p, actor.name(), ModelEvent.Phase.DIED, null));
      if (at[p].failure != null) {
        failure = at[p].failure;
      }
    }
    known = watch.start();
    switches = options.switches();
  }

  // ---- What can happen next.

  /** Appends every move that can be made, and returns how many of them are not deaths or stops. */
  int moves(IntList moves) {
    int from = moves.size();
    boolean steps = addSteps(moves, false);
    addFlushes(moves);
    if (!steps && moves.size() == from) {
      addSteps(moves, true);
    }
    int alive = moves.size() - from;
    addDeaths(moves);
    return alive;
  }

  private boolean addSteps(IntList moves, boolean spinning) {
    int from = moves.size();
    boolean mustStay = switches == 0 && last >= 0 && canStep(last, spinning);
    for (int p = 0; p < at.length; p++) {
      if (canStep(p, spinning) && (!mustStay || p == last)) {
        int outcomes = outcomes(at[p].step);
        for (int i = 0; i < outcomes; i++) {
          moves.add(Move.of(Move.STEP, p, i));
        }
      }
    }
    return moves.size() > from;
  }

  private int outcomes(Step step) {
    return switch (step.op) {
      case CHOOSE -> (int) step.a;
      case CLOCK -> options.clockTies() && clock > 0 ? 2 : 1;
      default -> 1;
    };
  }

  private void addFlushes(IntList moves) {
    boolean inOrder = options.memory() == MemoryModel.STORE_BUFFERS;
    for (int p = 0; p < at.length; p++) {
      for (int i = 0; i < buffers[p].size(); i++) {
        if (buffers[p].mayLeave(i, inOrder)) {
          moves.add(Move.of(Move.FLUSH, p, i));
        }
      }
    }
  }

  /**
   * A process dies or stops only with an empty buffer: until it is empty, it might as well live and
   * not be scheduled.
   */
  private void addDeaths(IntList moves) {
    boolean kill = Integer.bitCount(killed) < options.kills();
    boolean stop = Integer.bitCount(stopped) < options.stops();
    for (int p = 0; (kill || stop) && p < at.length; p++) {
      if (actors.get(p).mortal() && isRunning(p) && hasStarted(p) && buffers[p].isEmpty()) {
        if (kill) {
          moves.add(Move.of(Move.KILL, p, 0));
        }
        if (stop) {
          moves.add(Move.of(Move.STOP, p, 0));
        }
      }
    }
  }

  private boolean canStep(int p, boolean spinning) {
    if (!isRunning(p) || !hasStarted(p)) {
      return false;
    }
    LocalState state = at[p];
    if (state.step.op.drains() && !buffers[p].isEmpty()) {
      return false;
    }
    Waits waits = state.waits;
    return waits == null || (spinning && waits.repeats < Waits.ENDLESS) || hasChanged(p, waits);
  }

  private boolean isRunning(int p) {
    return ((killed | stopped) >>> p & 1) == 0 && !at[p].isOver();
  }

  private boolean hasStarted(int p) {
    Actor actor = actors.get(p);
    return switch (actor.start()) {
      case AT_ONCE -> true;
      case SPARE -> Integer.bitCount(killed) > actor.predecessor();
      case SUCCESSOR -> isKilled(actor.predecessor());
      case AFTERWARDS -> othersAreOver(p);
    };
  }

  private boolean othersAreOver(int p) {
    for (int q = 0; q < at.length; q++) {
      boolean before = actors.get(q).start() != Actor.Start.AFTERWARDS || q < p;
      if (before && q != p && (!buffers[q].isEmpty() || (isRunning(q) && hasStarted(q)))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasChanged(int p, Waits waits) {
    for (int i = 0; i < waits.steps.length; i++) {
      if (hasChanged(p, waits.steps[i], waits.results[i])) {
        return true;
      }
    }
    return false;
  }

  private boolean hasChanged(int p, Step step, long result) {
    return switch (step.op) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE -> word(p, step) != result;
      case COMPARE_AND_SET -> word(p, step) == step.a;
      case READ -> !Arrays.equals(payload(p, step), tables.bytes((int) result));
      case IS_DEAD -> (isDead((int) step.a) ? 1 : 0) != result;
      default -> false;
    };
  }

  /**
   * A move of that process which nobody else can notice, or -1. Doing it at once, before anything
   * else, loses no behaviour.
   */
  int quietMove(int p) {
    StoreBuffer buffer = buffers[p];
    boolean inOrder = options.memory() == MemoryModel.STORE_BUFFERS;
    for (int i = 0; i < buffer.size(); i++) {
      StoreBuffer.Entry entry = buffer.entry(i);
      int words = entry.values.length;
      if (buffer.mayLeave(i, inOrder) && memory.isPrivate(entry.first, entry.first + words - 1)) {
        return Move.of(Move.FLUSH, p, i);
      }
    }
    if (!canStep(p, false) || at[p].waits != null || at[p].before.length > 0) {
      return -1;
    }
    Step step = at[p].step;
    boolean quiet =
        switch (step.op) {
          case IS_DEAD, CLOCK, CHOOSE, PAUSE -> false;
          case FULL_FENCE, ACQUIRE_FENCE, LOCAL -> true;
          default -> step.length == 0 || memory.isPrivate(step.firstWord(), step.lastWord());
        };
    return quiet ? Move.of(Move.STEP, p, 0) : -1;
  }

  // ---- Making moves.

  void apply(int move) {
    int p = Move.process(move);
    push(p);
    spoke = false;
    try {
      switch (Move.kind(move)) {
        case Move.STEP -> step(p, Move.variant(move));
        case Move.FLUSH -> flush(p, Move.variant(move));
        case Move.KILL -> {
          killed |= 1 << p;
          tell(deathEvents[p]);
        }
        default -> stopped |= 1 << p;
      }
    } catch (AssertionError refused) {
      failure = refused;
    }
  }

  /** Whether the last move told the monitors something. */
  boolean spoke() {
    return spoke;
  }

  private void step(int p, int outcome) {
    if (last != p) {
      if (last >= 0 && canStep(last, false)) {
        switches--;
      }
      last = p;
    }
    LocalState from = at[p];
    for (int event : from.before) {
      tell(event);
    }
    lastResult = execute(p, from.step, outcome);
    Edge edge = trees[p].next(from, lastResult);
    at[p] = edge.to;
    if (edge.to.failure != null) {
      failure = edge.to.failure;
    }
    for (int event : edge.events) {
      if (buffers[p].isEmpty()) {
        tell(event);
      } else {
        buffers[p] = buffers[p].with(StoreBuffer.event(event));
      }
    }
  }

  private void flush(int p, int index) {
    memory.put(buffers[p].entry(index));
    buffers[p] = buffers[p].without(index);
    while (!buffers[p].isEmpty() && buffers[p].entry(0).event >= 0) {
      int event = buffers[p].entry(0).event;
      buffers[p] = buffers[p].without(0);
      tell(event);
    }
  }

  private void tell(int event) {
    if (!watch.isIdle()) {
      spoke = true;
      known = watch.next(known, event);
    }
  }

  private long execute(int p, Step step, int outcome) {
    Op op = step.op;
    if (op.touchesMemory() && step.length > 0) {
      boolean write = !op.isLoad();
      memory.touch(p, step.firstWord(), step.lastWord(), write);
    }
    if (op.isBufferedStore()) {
      StoreBuffer.Entry entry = StoreBuffer.store(step);
      if (options.memory() == MemoryModel.SEQUENTIAL) {
        memory.put(entry);
      } else if (step.length > 0) {
        buffers[p] = buffers[p].with(entry);
      }
      return 0;
    }
    return switch (op) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE -> word(p, step);
      case SET_VOLATILE -> put(step, step.a);
      case COMPARE_AND_SET -> word(p, step) == step.a ? put(step, step.b) + 1 : 0;
      case GET_AND_ADD -> {
        long before = word(p, step);
        put(step, before + step.a);
        yield before;
      }
      case READ -> tables.number(payload(p, step));
      case IS_DEAD -> isDead((int) step.a) ? 1 : 0;
      case CLOCK -> clock += outcome == 0 ? 1 : 0;
      case CHOOSE -> outcome;
      default -> 0;
    };
  }

  private long put(Step step, long value) {
    memory.put(step.firstWord(), value);
    return 0;
  }

  private long word(int p, Step step) {
    int word = step.firstWord();
    return buffers[p].read(word, memory.words[word]);
  }

  private byte[] payload(int p, Step step) {
    if (buffers[p].isEmpty() || step.length == 0) {
      return HeapPort.read(memory.words, step.offset, step.length);
    }
    int first = step.firstWord();
    long[] seen = Arrays.copyOfRange(memory.words, first, step.lastWord() + 1);
    for (int i = 0; i < seen.length; i++) {
      seen[i] = buffers[p].read(first + i, seen[i]);
    }
    return HeapPort.read(seen, step.offset - first * 8, step.length);
  }

  // ---- Going back.

  private void push(int p) {
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, depth * 2);
    }
    Frame frame = frames[depth];
    if (frame == null) {
      frame = frames[depth] = new Frame();
    }
    depth++;
    frame.process = p;
    frame.at = at[p];
    frame.buffer = buffers[p];
    frame.killed = killed;
    frame.stopped = stopped;
    frame.clock = clock;
    frame.known = known;
    frame.last = last;
    frame.switches = switches;
    frame.mark = memory.mark();
  }

  /** Takes the last move back. */
  void undo() {
    Frame frame = frames[--depth];
    at[frame.process] = frame.at;
    buffers[frame.process] = frame.buffer;
    killed = frame.killed;
    stopped = frame.stopped;
    clock = frame.clock;
    known = frame.known;
    last = frame.last;
    switches = frame.switches;
    memory.undoTo(frame.mark);
    failure = null;
  }

  /** How many moves have been made. */
  int depth() {
    return depth;
  }

  // ---- Knowing the state.

  long hash(long seed) {
    long hash = seed == Hash.SEED_1 ? memory.hash1() : memory.hash2();
    for (int p = 0; p < at.length; p++) {
      int bit = 1 << p;
      long local = (killed & bit) != 0 ? -1 : (stopped & bit) != 0 ? -2 : at[p].id;
      hash += Hash.mix(seed, -1 - p, local);
      if (!buffers[p].isEmpty()) {
        hash += Hash.mix(seed, -65 - p, seed == Hash.SEED_1 ? buffers[p].hash1 : buffers[p].hash2);
      }
    }
    hash += Hash.mix(seed, -129, clock) + Hash.mix(seed, -130, known);
    if (options.switches() < Integer.MAX_VALUE) {
      hash += Hash.mix(seed, -131, (long) switches << 32 | (last & 0xff));
    }
    return hash;
  }

  Throwable failure() {
    return failure;
  }

  boolean isKilled(int p) {
    return (killed >>> p & 1) != 0;
  }

  boolean isFinished(int p) {
    return at[p].isOver();
  }

  boolean isDead(int owner) {
    for (Actor actor : actors) {
      if (actor.owner() == owner) {
        return isKilled(actor.index());
      }
    }
    return false;
  }

  int index(String process) {
    for (Actor actor : actors) {
      if (actor.name().equals(process)) {
        return actor.index();
      }
    }
    throw new IllegalArgumentException("the model has no process '" + process + "'");
  }

  /** The processes that should go on but cannot, and what each waits for; empty if none. */
  String stuck() {
    StringBuilder text = new StringBuilder();
    for (int p = 0; p < at.length; p++) {
      if (isRunning(p) && hasStarted(p)) {
        text.append(text.isEmpty() ? "" : "; ")
            .append(actors.get(p).name())
            .append(" at ")
            .append(Trace.step(at[p].step, options.names()));
      }
    }
    return text.toString();
  }

  void checkEnd(ModelView view) {
    watch.end(known, view);
  }

  String known() {
    return watch.describe(known);
  }

  LocalState at(int p) {
    return at[p];
  }

  /** What the last step gave. */
  long lastResult() {
    return lastResult;
  }

  int processes() {
    return at.length;
  }

  List<Actor> actors() {
    return actors;
  }

  ModelTables tables() {
    return tables;
  }
}
