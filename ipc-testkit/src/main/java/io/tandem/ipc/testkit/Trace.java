package io.tandem.ipc.testkit;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a schedule down, step by step, for people. */
final class Trace {
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final Set<String> MACHINERY =
      Set.of(
          ModelWords.class.getName(),
          ModelProcess.class.getName(),
          Rerun.class.getName(),
          Trace.class.getName());

  private Trace() {}

  /** Where the protocol's code is now: its innermost two frames. */
  static String site() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !MACHINERY.contains(outermost(frame.getClassName())))
                .limit(2)
                .map(
                    frame ->
                        frame.getMethodName()
                            + "("
                            + frame.getFileName()
                            + ":"
                            + frame.getLineNumber()
                            + ")")
                .collect(Collectors.joining(" < ")));
  }

  private static String outermost(String className) {
    int dollar = className.indexOf('$');
    return dollar < 0 ? className : className.substring(0, dollar);
  }

  /** One move that has just been made. */
  static String move(int number, int move, LocalState from, World world, WordNames names) {
    ModelTables tables = world.tables();
    int p = Move.process(move);
    String name = tables.actors().get(p).name();
    String what =
        switch (Move.kind(move)) {
          case Move.STEP ->
              step(from.step, names)
                  + result(from.step, world.lastResult(), tables)
                  + (from.step.op.isLoad() && Move.variant(move) > 0 ? " (stale)" : "");
          case Move.FLUSH -> "store " + Move.variant(move) + " becomes visible";
          case Move.EARLY -> "early: " + step(world.promised(p), names);
          case Move.KILL -> "KILLED";
          default -> "STOPPED for good";
        };
    String site = Move.kind(move) == Move.STEP && from.site != null ? "   " + from.site : "";
    String said = world.spoke() ? "   -> " + world.known() : "";
    return String.format("%4d  %-12s %s%s%s%n", number, name, what, site, said);
  }

  private static String result(Step step, long result, ModelTables tables) {
    return switch (step.op) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE, GET_AND_ADD, CLOCK, CHOOSE ->
          " = " + number(result);
      case COMPARE_AND_SET -> result == 0 ? " failed" : " done";
      case IS_DEAD -> result == 0 ? " = false" : " = true";
      case READ -> " = " + HexFormat.of().formatHex(tables.bytes((int) result));
      default -> "";
    };
  }

  static String step(Step step, WordNames names) {
    String where = names.at(step.offset);
    return switch (step.op) {
      case GET_PLAIN -> "getPlain " + where;
      case GET_OPAQUE -> "getOpaque " + where;
      case GET_ACQUIRE -> "getAcquire " + where;
      case GET_VOLATILE -> "getVolatile " + where;
      case SET_PLAIN -> "setPlain " + where + " to " + number(step.a);
      case SET_OPAQUE -> "setOpaque " + where + " to " + number(step.a);
      case SET_RELEASE -> "setRelease " + where + " to " + number(step.a);
      case SET_VOLATILE -> "setVolatile " + where + " to " + number(step.a);
      case COMPARE_AND_SET ->
          "compareAndSet " + where + " from " + number(step.a) + " to " + number(step.b);
      case GET_AND_ADD -> "getAndAdd " + where + " by " + number(step.a);
      case FULL_FENCE -> "fullFence";
      case ACQUIRE_FENCE -> "acquireFence";
      case READ -> "read " + step.length + " bytes of " + where;
      case WRITE -> "write " + HexFormat.of().formatHex(step.data) + " to " + where;
      case IS_DEAD -> "isDead " + number(step.a);
      case CLOCK -> "clock";
      case CHOOSE -> "choose among " + step.a;
      case PAUSE -> "pause";
      case LOCAL -> "(no access)";
    };
  }

  private static String number(long value) {
    return value > -100_000 && value < 100_000
        ? Long.toString(value)
        : "0x" + Long.toHexString(value);
  }

  /** Which letter is which process. */
  static String legend(List<Actor> actors) {
    return actors.stream()
        .map(actor -> (char) ('a' + actor.index()) + " = " + actor.name())
        .collect(Collectors.joining(", "));
  }
}
