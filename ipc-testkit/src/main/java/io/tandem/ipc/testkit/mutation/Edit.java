package io.tandem.ipc.testkit.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change of a Java file, written as the code that is there with the changes in it: {@code
 * words.set{{Release => Plain}}(offset, value)}.
 *
 * <p>Between the braces stands what is taken out, then what comes in its place; either may be
 * empty. An ellipsis of three dots with blanks around it stands for as little code as possible.
 * White space is where Java needs it, and comments are not looked at. The code must be in the file
 * exactly once.
 */
final class Edit {
  private static final Pattern CHANGE = Pattern.compile("\\{\\{(.*?)=>(.*?)\\}\\}");
  private static final Pattern TOKEN = Pattern.compile("\\s+|[\\w$]+|.", Pattern.DOTALL);
  private static final String GAP = " ... ";

  /** A piece of the pattern: a group of the regular expression, and what comes in its place. */
  private record Piece(String regex, String replacement) {}

  private final String text;
  private final Pattern pattern;
  private final List<Piece> pieces = new ArrayList<>();

  private Edit(String text) {
    this.text = text;
    Matcher change = CHANGE.matcher(text);
    int at = 0;
    while (change.find()) {
      keep(text.substring(at, change.start()));
      String replacement = change.group(2).trim();
      pieces.add(new Piece(regex(change.group(1)), " " + replacement + " "));
      at = change.end();
    }
    if (at == 0) {
      throw new IllegalArgumentException("no {{old => new}} in: " + text);
    }
    keep(text.substring(at));
    glue();
    StringBuilder all = new StringBuilder();
    pieces.forEach(piece -> all.append('(').append(piece.regex).append(')'));
    this.pattern = Pattern.compile(all.toString(), Pattern.DOTALL);
  }

  /**
   * Reads an edit.
   *
   * @throws IllegalArgumentException if it changes nothing
   */
  static Edit parse(String text) {
    return new Edit(text);
  }

  private void keep(String code) {
    pieces.add(new Piece(regex(code), null));
  }

  /** A replacement within a word gets no blanks around it. */
  private void glue() {
    for (int i = 1; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece.replacement != null && pieces.get(i - 1).regex.endsWith("\\E")) {
        pieces.set(i, new Piece(piece.regex, piece.replacement.trim()));
      }
    }
  }

  private static String regex(String code) {
    StringBuilder regex = new StringBuilder();
    String rest = code;
    for (int gap; (gap = rest.indexOf(GAP)) >= 0; ) {
      regex.append(regexWithoutGap(rest.substring(0, gap))).append(".*?");
      rest = rest.substring(gap + GAP.length());
    }
    return regex + regexWithoutGap(rest);
  }

  /** White space may be anywhere between tokens, and must be where it parts two words. */
  private static String regexWithoutGap(String code) {
    StringBuilder regex = new StringBuilder();
    Matcher tokens = TOKEN.matcher(code);
    String before = null;
    boolean blank = false;
    while (tokens.find()) {
      String token = tokens.group();
      if (token.isBlank()) {
        blank = true;
        continue;
      }
      if (before != null) {
        regex.append(blank && isWord(before) && isWord(token) ? "\\s++" : "\\s*+");
      } else if (blank) {
        regex.append("\\s*+");
      }
      regex.append(Pattern.quote(token));
      before = token;
      blank = false;
    }
    return blank ? regex.append("\\s*+").toString() : regex.toString();
  }

  private static boolean isWord(String token) {
    return Character.isJavaIdentifierPart(token.charAt(0));
  }

  /**
   * The source with the change made.
   *
   * @param source without comments
   * @throws IllegalStateException if the code is not there exactly once
   */
  String apply(String source) {
    Matcher match = find(source);
    StringBuilder changed = new StringBuilder(source.substring(0, match.start()));
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      changed.append(piece.replacement == null ? match.group(i + 1) : piece.replacement);
    }
    return changed.append(source.substring(match.end())).toString();
  }

  /** As {@link #apply}, where the change may use {@link Weaker}. */
  String applyWithImports(String source) {
    String changed = apply(source);
    int imports = changed.indexOf(';') + 1;
    return changed.substring(0, imports)
        + " import static "
        + Weaker.class.getName()
        + ".*;"
        + changed.substring(imports);
  }

  /** Whether the change replaces or removes any of the source from one offset to another. */
  boolean touches(String source, int from, int to) {
    Matcher match = find(source);
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i).replacement != null && match.start(i + 1) < to && match.end(i + 1) > from) {
        return true;
      }
    }
    return false;
  }

  private Matcher find(String source) {
    Matcher match = pattern.matcher(source);
    if (!match.find()) {
      throw new IllegalStateException("this code is gone: " + text);
    }
    int begin = match.start();
    while (Character.isWhitespace(source.charAt(begin))) {
      begin++;
    }
    if (pattern.matcher(source).find(begin + 1)) {
      throw new IllegalStateException("this code is there more than once: " + text);
    }
    return match;
  }

  @Override
  public String toString() {
    return text;
  }
}
