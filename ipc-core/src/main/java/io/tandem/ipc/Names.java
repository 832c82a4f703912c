package io.tandem.ipc;

/** The rule for the names of domains and objects: they become file names. */
final class Names {
  private static final int MAX_LENGTH = 100;

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what whose name, for the message, for example {@code domain}
   * @return the name
   * @throws IllegalArgumentException naming the first character that is not allowed and its index
   */
  static String check(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A " + what + " name is empty. " + rule());
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed = isLetterOrDigit(c) || (i > 0 && (c == '.' || c == '_' || c == '-'));
      if (!allowed) {
        throw new IllegalArgumentException(
            String.format(
                "The %s name '%s' has %s at index %d. %s",
                what, printable(name), describe(c), i, rule()));
      }
    }
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          String.format(
              "The %s name '%s' has %d characters. %s", what, name, name.length(), rule()));
    }
    return name;
  }

  /** Whether {@link #check} would accept it. */
  static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    return name.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static String describe(char c) {
    return isPrintable(c) ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }

  private static boolean isPrintable(char c) {
    return c >= ' ' && c <= '~';
  }

  private static String printable(String name) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), MAX_LENGTH); i++) {
      char c = name.charAt(i);
      printable.append(isPrintable(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return name.length() > MAX_LENGTH ? printable.append("...").toString() : printable.toString();
  }

  private static String rule() {
    return "Names have 1 to "
        + MAX_LENGTH
        + " of the characters A-Z a-z 0-9 . _ - and begin with a letter or a digit.";
  }
}
