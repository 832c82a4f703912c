package io.tandem.ipc.cli.demo;

import java.util.Arrays;

/** A worker JVM that does what its second argument says, prints, and ends with its input. */
public final class NoisyWorker {
  private NoisyWorker() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[1]) {
      case "print" -> {
        System.out.println("out \033[31m red");
        System.out.flush();
        System.err.println("err");
        System.err.print("x".repeat(5000) + "\nno end of line");
      }
      case "arguments" -> System.out.println(Arrays.toString(arguments));
      case "fail" -> System.exit(3);
      default -> {
        // only waits
      }
    }
    System.out.println("up");
    while (System.in.read() >= 0) {
      // only the end matters
    }
  }
}
