package io.tandem.ipc.cli.inspect;

/**
 * One line of {@code ipc doctor}.
 *
 * @param next what to do about it; empty if nothing is to be done
 */
record Finding(Level level, String subject, String text, String next) {

  /** How bad it is. */
  enum Level {
    OK("ok"),
    /** Works, not at its best, and that is how this system is. */
    NOTE("note"),
    /** Wrong, and something can be done. */
    PROBLEM("PROBLEM");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  static Finding note(String subject, String text, String next) {
    return new Finding(Level.NOTE, subject, text, next);
  }

  static Finding problem(String subject, String text, String next) {
    return new Finding(Level.PROBLEM, subject, text, next);
  }
}
