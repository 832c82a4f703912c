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
    LoadView view;
    Step promise;
    int killed;
    int stopped;
    long clock;
    int known;
    int last;
    int switches;
    int time;
  }

  final ModelMemory memory;
  private final Machine machine;
  private final List<Actor> actors;
  private final ModelTables tables;
  private final ModelOptions options;
  private final Watch watch;
  private final LocalTree[] trees;
  private final LocalState[] at;
  private final EarlyStores early;
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
  private boolean impossible;

  private Frame[] frames = new Frame[256];
  private int depth;

  World(ModelOptions options, ModelTables tables, ModelMemory memory) {
    this.options = options;
    this.tables = tables;
    this.memory = memory;
    this.machine = new Machine(options, tables, memory);
    this.actors = tables.actors();
    this.watch = new Watch(options.monitors(), tables.events());
    int count = actors.size();
    trees = new LocalTree[count];
    at = new LocalState[count];
    early = new EarlyStores(options.earlyStores(), tables.events(), machine, trees);
    deathEvents = new int[count];
    for (Actor actor : actors) {
      int p = actor.index();
      trees[p] = new LocalTree(tables, actor, memory.words.length * 8);
      at[p] = trees[p].start();
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
    machine.addFlushes(moves);
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
        int outcomes = outcomes(p);
        for (int i = 0; i < outcomes; i++) {
          moves.add(Move.of(Move.STEP, p, i));
        }
        int stores = catchesUp(p) ? 0 : early.choices(p, at[p]);
        for (int i = 0; i < stores; i++) {
          moves.add(Move.of(Move.EARLY, p, i));
        }
      }
    }
    return moves.size() > from;
  }

  private int outcomes(int p) {
    LocalState state = at[p];
    return switch (state.step.op) {
      case CHOOSE -> (int) state.step.a;
      case CLOCK -> options.clockTies() && clock > 0 ? 2 : 1;
      default -> state.waits != null || catchesUp(p) ? 1 : machine.outcomes(p, state.step);
    };
  }

  /** Whether the next step begins an operation: whoever asks for one has seen what led to that. */
  private boolean catchesUp(int p) {
    return at[p].before.length > 0;
  }

  /**
   * A process dies or stops only with an empty buffer: until it is empty, it might as well live and
   * not be scheduled.
   */
  private void addDeaths(IntList moves) {
    boolean kill = Integer.bitCount(killed) < options.kills();
    boolean stop = Integer.bitCount(stopped) < options.stops();
    for (int p = 0; (kill || stop) && p < at.length; p++) {
      if (actors.get(p).mortal() && isRunning(p) && hasStarted(p) && owesNothing(p)) {
        if (kill) {
          moves.add(Move.of(Move.KILL, p, 0));
        }
        if (stop) {
          moves.add(Move.of(Move.STOP, p, 0));
        }
      }
    }
  }

  private boolean owesNothing(int p) {
    return machine.buffer(p).isEmpty() && early.promised(p) == null;
  }

  private boolean canStep(int p, boolean spinning) {
    if (!isRunning(p) || !hasStarted(p)) {
      return false;
    }
    LocalState state = at[p];
    if (state.step.op.drains() && !machine.buffer(p).isEmpty()) {
      return false;
    }
    if (!early.allows(p, state.step)) {
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
      if (before && q != p && (!machine.buffer(q).isEmpty() || (isRunning(q) && hasStarted(q)))) {
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
    return step.op == Op.IS_DEAD
        ? (isDead((int) step.a) ? 1 : 0) != result
        : machine.hasChanged(p, step, result);
  }

  /**
   * A move of that process which nobody else can notice, or -1. Doing it at once, before anything
   * else, loses no behaviour.
   */
  int quietMove(int p) {
    int flush = machine.quietFlush(p);
    if (flush >= 0) {
      return Move.of(Move.FLUSH, p, flush);
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

  /** Makes a move that nobody can notice: it is no turn to another process. */
  void applyQuietly(int move) {
    int lastBefore = last;
    int switchesBefore = switches;
    apply(move);
    last = lastBefore;
    switches = switchesBefore;
  }

  void apply(int move) {
    int p = Move.process(move);
    push(p);
    spoke = false;
    try {
      switch (Move.kind(move)) {
        case Move.STEP -> step(p, Move.variant(move));
        case Move.FLUSH -> flush(p, Move.variant(move));
        case Move.EARLY -> early.promise(p, at[p], Move.variant(move));
        case Move.KILL -> {
          killed |= 1 << p;
          tell(deathEvents[p]);
        }
        default -> stopped |= 1 << p;
      }
    } catch (AssertionError refused) {
      failure = refused;
    }
    impossible = !early.isKept(p, at[p]) || (failure != null && !isPossible());
  }

  /** Whether all promises made so far can still be kept: if not, there is no such schedule. */
  boolean isPossible() {
    for (int p = 0; p < at.length; p++) {
      if (!early.isKept(p, at[p])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a store has been made early and its process has not come to it yet. */
  boolean owes() {
    return early.isAnyOpen();
  }

  /** Whether the last move turned out to be one that cannot be made here. */
  boolean isImpossible() {
    return impossible;
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
    if (catchesUp(p)) {
      machine.catchUp(p);
    }
    for (int event : from.before) {
      tell(event);
    }
    lastResult = early.keep(p, from.step) ? 0 : execute(p, from.step, outcome);
    Edge edge = trees[p].next(from, lastResult);
    at[p] = edge.to;
    if (edge.to.failure != null) {
      failure = edge.to.failure;
    }
    for (int event : edge.events) {
      if (!machine.delay(p, event)) {
        tell(event);
      }
    }
  }

  private void flush(int p, int index) {
    machine.flush(p, index);
    for (int event; (event = machine.dueEvent(p)) >= 0; ) {
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
    return switch (step.op) {
      case IS_DEAD -> askWhetherDead(p, (int) step.a);
      case CLOCK -> clock += outcome == 0 ? 1 : 0;
      case CHOOSE -> outcome;
      default -> machine.execute(p, step, outcome);
    };
  }

  private long askWhetherDead(int p, int owner) {
    if (!isDead(owner)) {
      return 0;
    }
    machine.catchUp(p); // the kernel's word about the end of a process comes after all it did
    return 1;
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
    frame.buffer = machine.buffer(p);
    frame.view = machine.view(p);
    frame.promise = early.promised(p);
    frame.killed = killed;
    frame.stopped = stopped;
    frame.clock = clock;
    frame.known = known;
    frame.last = last;
    frame.switches = switches;
    frame.time = memory.now();
  }

  /** Takes the last move back. */
  void undo() {
    Frame frame = frames[--depth];
    at[frame.process] = frame.at;
    killed = frame.killed;
    stopped = frame.stopped;
    clock = frame.clock;
    known = frame.known;
    last = frame.last;
    switches = frame.switches;
    machine.restore(frame.process, frame.buffer, frame.view, frame.time);
    early.restore(frame.process, frame.promise);
    failure = null;
    impossible = false;
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
      long behind = machine.hash(seed, p, isRunning(p));
      if (behind != 0) {
        hash += Hash.mix(seed, -65 - p, behind);
      }
      if (early.promised(p) != null) {
        hash += Hash.mix(seed, -193 - p, early.promised(p).hashCode());
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

  Step promised(int p) {
    return early.promised(p);
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
