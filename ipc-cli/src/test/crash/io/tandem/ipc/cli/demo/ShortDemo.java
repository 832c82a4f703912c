package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Screen;
import io.tandem.ipc.cli.console.UsageException;
import java.time.Duration;
import java.util.List;

/** {@code ipc demo} as users run it, but that each transport alone is measured for 0.1 s only. */
public final class ShortDemo {
  private ShortDemo() {}

  public static void main(String[] arguments) throws Exception {
    Screen screen = Screen.system();
    int code;
    try {
      code = new DemoCommand(Duration.ofMillis(100)).run(List.of(arguments), screen);
    } catch (UsageException e) {
      screen.err().println(e.getMessage());
      code = 2;
    }
    System.exit(code);
  }
}
