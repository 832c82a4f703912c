package io.tandem.ipc.liveness;

import java.nio.charset.StandardCharsets;

/** What a participant calls itself. */
final class Labels {
  private Labels() {}

  /**
   * Checks a label that a caller gave.
   *
   * @throws IllegalArgumentException if it is empty, too long, or has control characters
   */
  static String check(String label) {
    int length = label.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > RegistryLayout.LABEL_BYTES) {
      throw new IllegalArgumentException(
          "label '"
              + printable(label)
              + "' has "
              + length
              + " bytes in UTF-8; 1 to "
              + RegistryLayout.LABEL_BYTES
              + " are allowed");
    }
    for (int i = 0; i < label.length(); i++) {
      if (Character.isISOControl(label.charAt(i))) {
        throw new IllegalArgumentException(
            String.format(
                "label '%s' has the control character U+%04X at index %d",
                printable(label), (int) label.charAt(i), i));
      }
    }
    return label;
  }

  /** The main class of this JVM, or {@code jvm} where that is not known. */
  static String ofThisProcess() {
    return ofCommand(System.getProperty("sun.java.command", ""));
  }

  /** The same for a main class, or the path of a jar, and arguments. */
  static String ofCommand(String command) {
    int end = command.indexOf(' ');
    String main = end < 0 ? command : command.substring(0, end);
    main = main.substring(main.lastIndexOf('/') + 1);
    if (!main.endsWith(".jar")) {
      main = main.substring(main.lastIndexOf('.') + 1);
    }
    main = printable(main);
    byte[] bytes = main.getBytes(StandardCharsets.UTF_8);
    return bytes.length == 0 || bytes.length > RegistryLayout.LABEL_BYTES ? "jvm" : main;
  }

  /** Text read from shared memory, safe to print on a terminal. */
  static String printable(byte[] utf8) {
    return printable(new String(utf8, StandardCharsets.UTF_8));
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < printable.length(); i++) {
      if (Character.isISOControl(printable.charAt(i))) {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }
}
