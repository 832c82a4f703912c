package io.tandem.ipc.testkit;

import java.util.function.Consumer;

/** Runs one schedule and writes its trace. */
final class Replay {
  private final String name;
  private final ModelOptions options;
  private final World world;
  private final ModelView view;
  private final StringBuilder trace = new StringBuilder();

  Replay(String name, ModelOptions options, World world) {
    this.name = name;
    this.options = options;
    this.world = world;
    this.view = new ModelView(world);
  }

  String run(int[] schedule) {
    Throwable broken = check(options.always());
    IntList moves = new IntList();
    for (int i = 0; i < schedule.length && broken == null; i++) {
      moves.cutTo(0);
      world.moves(moves);
      if (!contains(moves, schedule[i])) {
        throw new IllegalArgumentException(
            "move "
                + i
                + " of the schedule, "
                + Move.format(schedule[i])
                + ", cannot be made:\n"
                + trace);
      }
      LocalState from = world.at(Move.process(schedule[i]));
      world.apply(schedule[i]);
      trace.append(Trace.move(i, schedule[i], from, world, options.names()));
      broken = world.failure() != null ? world.failure() : check(options.always());
    }
    moves.cutTo(0);
    if (broken == null && world.moves(moves) == 0) {
      broken = end();
    }
    if (broken != null) {
      throw failure(Move.format(schedule), broken);
    }
    return trace.toString();
  }

  private static boolean contains(IntList moves, int move) {
    for (int i = 0; i < moves.size(); i++) {
      if (moves.get(i) == move) {
        return true;
      }
    }
    return false;
  }

  private Throwable check(Iterable<Consumer<ModelView>> checks) {
    try {
      for (Consumer<ModelView> check : checks) {
        check.accept(view);
      }
      return null;
    } catch (AssertionError | RuntimeException broken) {
      return broken;
    }
  }

  private Throwable end() {
    String stuck = world.stuck();
    if (!stuck.isEmpty()) {
      return new AssertionError("stuck: " + stuck);
    }
    try {
      world.checkEnd(view);
    } catch (AssertionError | RuntimeException broken) {
      return broken;
    }
    return check(options.atEnd());
  }

  ModelFailure failure(String schedule, Throwable why) {
    String message =
        "model check "
            + name
            + ": "
            + (why instanceof AssertionError ? why.getMessage() : why.toString())
            + System.lineSeparator()
            + "replay(\""
            + schedule
            + "\") with "
            + Trace.legend(world.actors())
            + System.lineSeparator()
            + trace;
    return new ModelFailure(message, schedule, why);
  }
}
