package io.tandem.ipc.testkit;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Goes through every state that can be reached, depth first.
 *
 * <p><b>Each state once.</b> A state is memory, store buffers, local states, who is dead, the clock
 * and what the monitors know. What can follow depends on nothing else, so a state seen before is
 * not entered again.
 *
 * <p><b>Quiet moves.</b> A step on a word that no other process ever touches, or that nobody ever
 * writes, can be noticed by no one: it is made as soon as it can be, and no order of it against
 * other steps is tried. Which words those are is not declared but found out: every word is taken
 * for private until the exploration meets two processes on it, one of them writing; then it starts
 * again with that word known as shared. A first conflict cannot stay hidden, because up to it all
 * the steps that were advanced were rightly so.
 *
 * <p><b>Everything comes to an end.</b> The strongly connected components of the state graph are
 * found on the way (Tarjan 1972). From each of them some schedule without further deaths must lead
 * to an end, or the processes in it run for ever.
 */
final class Explorer {
  private static final int LEARNING_WALKS = 200;
  private static final int QUIET_LIMIT = 100_000;

  /** What a schedule may show. */
  enum Kind {
    /** Something does not hold, and the schedule alone shows it. */
    BROKEN,
    /** All that can follow the schedule, together, does not hold. */
    ENDLESS,
    /** Nothing but that there are too many states. */
    TOO_LARGE
  }

  /** Says that a schedule breaks what must hold. */
  static final class Found extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient int[] schedule;
    private final Kind kind;

    Found(int[] schedule, Throwable why, Kind kind) {
      super(why.getMessage(), why);
      this.schedule = schedule;
      this.kind = kind;
    }

    Kind kind() {
      return kind;
    }

    int[] schedule() {
      return schedule;
    }
  }

  private final World world;
  private final ModelOptions options;
  private final ModelView view;
  private final StateSet states = new StateSet();
  private final IntList path = new IntList();
  private final IntList moves = new IntList();
  private final IntList unclosed = new IntList();

  // One frame for each state on the way from the start to the state at hand.
  private int[] number = new int[256];
  private int[] low = new int[256];
  private boolean[] ends = new boolean[256];
  private int[] firstMove = new int[256];
  private int[] nextMove = new int[256];
  private int[] endMove = new int[256];
  private int[] back = new int[256];
  private int frames;

  private long steps;
  private long endStates;
  private int longest;

  Explorer(World world, ModelOptions options) {
    this.world = world;
    this.options = options;
    this.view = new ModelView(world);
    if (!options.reduction()) {
      world.memory.shareAll();
    }
  }

  long states() {
    return states.size();
  }

  long steps() {
    return steps;
  }

  long endStates() {
    return endStates;
  }

  int longest() {
    return longest;
  }

  /** Explores everything. */
  void explore() throws Found {
    walk(LEARNING_WALKS, 1);
    do {
      world.memory.wasSurprised();
      reset();
    } while (!exploreOnce());
  }

  private void reset() {
    backTo(0);
    states.clear();
    moves.cutTo(0);
    unclosed.cutTo(0);
    frames = 0;
    steps = 0;
    endStates = 0;
    longest = 0;
  }

  /** False if a word has turned out to be used by more processes than was taken for granted. */
  private boolean exploreOnce() throws Found {
    settle();
    enter(0, states.add(world.hash(Hash.SEED_1), world.hash(Hash.SEED_2)));
    while (frames > 0) {
      int top = frames - 1;
      if (nextMove[top] < endMove[top]) {
        advance(top, moves.get(nextMove[top]++));
      } else {
        leave(top);
      }
      if (world.memory.wasSurprised()) {
        return false;
      }
    }
    return true;
  }

  private void advance(int top, int move) throws Found {
    int mark = world.depth();
    make(move);
    if (world.isImpossible()) {
      ends[top] = true; // of what cannot happen, nothing is required
      backTo(mark);
      return;
    }
    settle();
    int known = states.size();
    int state = states.add(world.hash(Hash.SEED_1), world.hash(Hash.SEED_2));
    if (state == known) {
      enter(mark, state);
      return;
    }
    if (!states.isClosed(state)) {
      low[top] = Math.min(low[top], state);
    } else if (isAlive(move)) {
      ends[top] = true;
    }
    backTo(mark);
  }

  private static boolean isAlive(int move) {
    return Move.kind(move) != Move.KILL && Move.kind(move) != Move.STOP;
  }

  private void enter(int mark, int state) throws Found {
    if (state >= options.stateLimit()) {
      throw new Found(
          path.toArray(),
          new AssertionError(
              "more than "
                  + options.stateLimit()
                  + " states: make the scripts smaller or raise stateLimit"),
          Kind.TOO_LARGE);
    }
    if (frames == number.length) {
      growFrames();
    }
    int top = frames++;
    number[top] = state;
    low[top] = state;
    back[top] = mark;
    unclosed.add(state);
    longest = Math.max(longest, world.depth());
    check(options.always());
    firstMove[top] = moves.size();
    nextMove[top] = moves.size();
    ends[top] = world.moves(moves) == 0;
    endMove[top] = moves.size();
    if (ends[top]) {
      end();
    }
  }

  private void leave(int top) throws Found {
    if (low[top] == number[top]) {
      if (!ends[top] && options.switches() == Integer.MAX_VALUE) {
        throw endless(
            new AssertionError(
                "no end: from here on the processes run for ever, whatever the schedule: "
                    + world.stuck()));
      }
      closeFrom(number[top]);
    }
    moves.cutTo(firstMove[top]);
    frames--;
    if (top > 0) {
      low[top - 1] = Math.min(low[top - 1], low[top]);
      ends[top - 1] |= ends[top] && isAlive(moves.get(nextMove[top - 1] - 1));
    }
    backTo(back[top]);
  }

  private void closeFrom(int state) {
    int size = unclosed.size();
    while (size > 0 && unclosed.get(size - 1) >= state) {
      states.close(unclosed.get(--size));
    }
    unclosed.cutTo(size);
  }

  private void growFrames() {
    int capacity = frames * 2;
    number = Arrays.copyOf(number, capacity);
    low = Arrays.copyOf(low, capacity);
    ends = Arrays.copyOf(ends, capacity);
    firstMove = Arrays.copyOf(firstMove, capacity);
    nextMove = Arrays.copyOf(nextMove, capacity);
    endMove = Arrays.copyOf(endMove, capacity);
    back = Arrays.copyOf(back, capacity);
  }

  /** Makes all quiet moves. */
  private void settle() throws Found {
    if (!options.reduction()) {
      return;
    }
    int count = world.processes();
    int made = 0;
    for (int p = 0, idle = 0; idle < count; p = p + 1 == count ? 0 : p + 1) {
      idle = makeQuietMove(p) ? 0 : idle + 1;
      if (made++ > QUIET_LIMIT) {
        throw endless(new AssertionError("no end: a process runs for ever on memory of its own"));
      }
    }
  }

  private boolean makeQuietMove(int p) throws Found {
    int move = world.quietMove(p);
    if (move < 0) {
      return false;
    }
    make(move, true);
    if (world.spoke() || world.isImpossible()) {
      backTo(world.depth() - 1);
      return false;
    }
    return true;
  }

  private void make(int move) throws Found {
    make(move, false);
  }

  private void make(int move, boolean quietly) throws Found {
    if (world.depth() >= options.stepLimit()) {
      throw endless(
          new AssertionError("more than " + options.stepLimit() + " steps, and still no end"));
    }
    steps++;
    if (quietly) {
      world.applyQuietly(move);
    } else {
      world.apply(move);
    }
    path.add(move);
    if (world.failure() != null && !world.isImpossible()) {
      throw found(world.failure());
    }
  }

  private void backTo(int mark) {
    while (world.depth() > mark) {
      world.undo();
    }
    path.cutTo(mark);
  }

  private void check(Iterable<Consumer<ModelView>> checks) throws Found {
    try {
      for (Consumer<ModelView> check : checks) {
        check.accept(view);
      }
    } catch (AssertionError | RuntimeException broken) {
      if (world.isPossible()) {
        throw found(broken);
      }
    }
  }

  private void end() throws Found {
    if (world.owes()) {
      return; // a promise that cannot be kept: this cannot happen
    }
    endStates++;
    String stuck = world.stuck();
    if (!stuck.isEmpty()) {
      throw found(new AssertionError("stuck: " + stuck));
    }
    try {
      world.checkEnd(view);
    } catch (AssertionError | RuntimeException broken) {
      throw found(broken);
    }
    check(options.atEnd());
  }

  private Found endless(Throwable why) {
    return new Found(path.toArray(), why, Kind.ENDLESS);
  }

  private Found found(Throwable why) {
    return new Found(path.toArray(), why, Kind.BROKEN);
  }

  /** Follows random schedules to their ends. */
  void walk(int walks, long seed) throws Found {
    Random random = new Random(seed);
    for (int i = 0; i < walks; i++) {
      backTo(0);
      check(options.always());
      while (world.depth() < options.stepLimit()) {
        moves.cutTo(0);
        int alive = world.moves(moves);
        if (alive == 0) {
          end();
          break;
        }
        // Deaths are few among the moves but would come early; most walks should get far.
        int among = random.nextInt(16) == 0 ? moves.size() : alive;
        make(moves.get(random.nextInt(among)));
        if (world.isImpossible()) {
          break;
        }
        check(options.always());
      }
      longest = Math.max(longest, world.depth());
    }
    moves.cutTo(0);
    backTo(0);
  }
}
