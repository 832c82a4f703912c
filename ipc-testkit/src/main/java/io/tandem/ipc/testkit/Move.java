package io.tandem.ipc.testkit;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One thing that can happen next, packed into an int: what, to which process, and which of several
 * outcomes. Written as a schedule, processes are letters: {@code a} a step of the first process,
 * {@code a.1} its step with outcome 1, {@code a~2} its buffered store at place 2 becomes visible,
 * {@code a^1} it makes the second of the stores that it may make early, {@code a!} it is killed,
 * {@code a=} it is stopped for good. A number repeats: {@code a*5}.
 */
final class Move {
  static final int STEP = 0;
  static final int FLUSH = 1;
  static final int KILL = 2;
  static final int STOP = 3;
  static final int EARLY = 4;

  private Move() {}

  static int of(int kind, int process, int variant) {
    return kind << 28 | process << 20 | variant;
  }

  static int kind(int move) {
    return move >>> 28;
  }

  static int process(int move) {
    return move >>> 20 & 0xff;
  }

  static int variant(int move) {
    return move & 0xfffff;
  }

  static String format(int[] moves) {
    StringBuilder text = new StringBuilder();
    for (int i = 0, next; i < moves.length; i = next) {
      next = i + 1;
      while (next < moves.length && moves[next] == moves[i]) {
        next++;
      }
      text.append(text.isEmpty() ? "" : " ").append(format(moves[i]));
      if (next - i > 1) {
        text.append('*').append(next - i);
      }
    }
    return text.toString();
  }

  static String format(int move) {
    char process = (char) ('a' + process(move));
    int variant = variant(move);
    return switch (kind(move)) {
      case STEP -> variant == 0 ? "" + process : process + "." + variant;
      case FLUSH -> process + "~" + variant;
      case EARLY -> process + "^" + variant;
      case KILL -> process + "!";
      default -> process + "=";
    };
  }

  static int[] parse(String schedule) {
    return Arrays.stream(schedule.trim().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .flatMapToInt(Move::parseWord)
        .toArray();
  }

  private static IntStream parseWord(String word) {
    Matcher matcher =
        Pattern.compile("([a-z])(?:([.~^])(\\d+)|([!=]))?(?:\\*(\\d+))?").matcher(word);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + word + "' is no part of a schedule");
    }
    int process = matcher.group(1).charAt(0) - 'a';
    int variant = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    int kind = STEP;
    if ("~".equals(matcher.group(2))) {
      kind = FLUSH;
    } else if ("^".equals(matcher.group(2))) {
      kind = EARLY;
    } else if (matcher.group(4) != null) {
      kind = "!".equals(matcher.group(4)) ? KILL : STOP;
    }
    int times = matcher.group(5) == null ? 1 : Integer.parseInt(matcher.group(5));
    int move = of(kind, process, variant);
    return IntStream.range(0, times).map(i -> move);
  }
}
