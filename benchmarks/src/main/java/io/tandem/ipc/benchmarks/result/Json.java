package io.tandem.ipc.benchmarks.result;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * As much JSON as the benchmarks need: writing nested maps, lists, texts and numbers, and reading
 * the flat objects that the measured processes print, one per line.
 */
public final class Json {
  private Json() {}

  /**
   * Writes a value, indented.
   *
   * @param value a map with text keys, a collection, a text, a number, a boolean or null
   * @throws IllegalArgumentException for anything else, and for numbers JSON has no notation for
   */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.toString();
  }

  private static void write(Object value, String newline, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String inner = newline + "  ";
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator).append(inner).append(quote((String) entry.getKey())).append(": ");
        write(entry.getValue(), inner, out);
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : newline + "}");
    } else if (value instanceof Collection<?> collection) {
      String separator = "[";
      for (Object element : collection) {
        out.append(separator);
        write(element, newline + "  ", out);
        separator = ", ";
      }
      out.append(collection.isEmpty() ? "[]" : "]");
    } else if (value instanceof Double number) {
      out.append(decimal(number));
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof String text) {
      out.append(quote(text));
    } else {
      throw new IllegalArgumentException("no JSON notation for " + value.getClass().getName());
    }
  }

  private static String decimal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("no JSON notation for " + value);
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * Reads one flat object of texts and numbers; numbers are kept as their digits.
   *
   * @throws IllegalArgumentException if the line is anything else, naming the place
   */
  public static Map<String, String> readFlat(String line) {
    return new FlatReader(line).read();
  }

  private static final class FlatReader {
    private final String line;
    private int at;

    FlatReader(String line) {
      this.line = line;
    }

    Map<String, String> read() {
      Map<String, String> members = new LinkedHashMap<>();
      expect('{');
      if (peek() != '}') {
        do {
          String key = text();
          expect(':');
          members.put(key, peek() == '"' ? text() : number());
        } while (accept(','));
      }
      expect('}');
      skipBlanks();
      if (at != line.length()) {
        throw wrong("the end");
      }
      return members;
    }

    private String text() {
      expect('"');
      int end = line.indexOf('"', at);
      if (end < 0 || line.substring(at, end).indexOf('\\') >= 0) {
        throw wrong("a text without escapes");
      }
      String text = line.substring(at, end);
      at = end + 1;
      return text;
    }

    private String number() {
      skipBlanks();
      int from = at;
      while (at < line.length() && "+-.0123456789eE".indexOf(line.charAt(at)) >= 0) {
        at++;
      }
      if (from == at) {
        throw wrong("a text or a number");
      }
      return line.substring(from, at);
    }

    private void skipBlanks() {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
    }

    private char peek() {
      skipBlanks();
      return at < line.length() ? line.charAt(at) : '\0';
    }

    private boolean accept(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    private void expect(char c) {
      if (!accept(c)) {
        throw wrong("'" + c + "'");
      }
    }

    private IllegalArgumentException wrong(String expected) {
      return new IllegalArgumentException(
          "expected " + expected + " at character " + at + " of: " + line);
    }
  }
}
