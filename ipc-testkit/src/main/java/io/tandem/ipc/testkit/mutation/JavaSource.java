package io.tandem.ipc.testkit.mutation;

import java.util.regex.Pattern;

/** The text of a Java file without its comments, so that edits need not know them. */
final class JavaSource {
  private static final Pattern BLANK_ENDS = Pattern.compile("[ \\t]++$", Pattern.MULTILINE);

  private final String text;
  private final StringBuilder bare;
  private int at;

  private JavaSource(String text) {
    this.text = text;
    this.bare = new StringBuilder(text);
  }

  /** The same lines, but for what is blank at their ends. */
  static String withoutComments(String text) {
    JavaSource source = new JavaSource(text);
    source.blankComments();
    return BLANK_ENDS.matcher(source.bare).replaceAll(""); // long blanks are slow to search
  }

  private void blankComments() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        blankUpTo(text.indexOf('\n', at), 0);
      } else if (text.startsWith("/*", at)) {
        blankUpTo(text.indexOf("*/", at + 2), 2);
      } else if (text.startsWith("\"\"\"", at)) {
        skipQuoted("\"\"\"");
      } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
        skipQuoted(text.substring(at, at + 1));
      } else {
        at++;
      }
    }
  }

  private void blankUpTo(int found, int endLength) {
    int end = found < 0 ? text.length() : found + endLength;
    for (; at < end; at++) {
      if (text.charAt(at) != '\n') {
        bare.setCharAt(at, ' ');
      }
    }
  }

  private void skipQuoted(String quote) {
    at += quote.length();
    while (at < text.length() && !text.startsWith(quote, at)) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at += quote.length();
  }
}
