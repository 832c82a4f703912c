package io.tandem.ipc.cli.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line taken apart: {@code --flag}, {@code --option VALUE} or {@code --option=VALUE}, and
 * the rest in order. After {@code --} nothing is an option.
 */
public final class Arguments {
  private final Map<String, String> options;
  private final List<String> rest;

  private Arguments(Map<String, String> options, List<String> rest) {
    this.options = options;
    this.rest = rest;
  }

  /**
   * Takes a command line apart.
   *
   * @param flags the options without a value, with their dashes
   * @param valued the options with a value, with their dashes
   * @throws UsageException if an option is unknown, is given twice, or lacks or has a value wrongly
   */
  public static Arguments parse(List<String> words, Set<String> flags, Set<String> valued) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        rest.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        rest.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      if (valued.contains(name)) {
        if (equals < 0) {
          if (++i == words.size()) {
            throw new UsageException("option " + name + " needs a value");
          }
          value = words.get(i);
        }
      } else if (!flags.contains(name)) {
        throw new UsageException("unknown option " + Text.printable(name));
      } else if (equals >= 0) {
        throw new UsageException("option " + name + " takes no value");
      }
      if (options.put(name, value) != null) {
        throw new UsageException("option " + name + " is given twice");
      }
    }
    return new Arguments(options, List.copyOf(rest));
  }

  /** Whether that option is given. */
  public boolean has(String option) {
    return options.containsKey(option);
  }

  /** The whole number given for that option. */
  public Optional<Integer> number(String option, int min, int max) {
    String text = options.get(option);
    if (text == null) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for both mistakes
    }
    throw new UsageException(
        String.format(
            "option %s is '%s'; it must be a whole number from %d to %d",
            option, Text.printable(text), min, max));
  }

  /** What is no option, in order. */
  public List<String> rest() {
    return rest;
  }

  /** The words that are no options, exactly {@code count} of them or fewer. */
  public List<String> atMost(int count) {
    if (rest.size() > count) {
      throw new UsageException("unexpected argument '" + Text.printable(rest.get(count)) + "'");
    }
    return rest;
  }
}
