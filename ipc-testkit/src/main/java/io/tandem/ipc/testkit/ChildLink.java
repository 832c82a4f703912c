package io.tandem.ipc.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** A child JVM's side of the connection with the test that started it. */
public final class ChildLink {
  private final List<String> arguments;
  private final PrintStream out;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  ChildLink(List<String> arguments, PrintStream out) {
    this.arguments = List.copyOf(arguments);
    this.out = out;
  }

  void arrived(String line) {
    lines.add(line);
  }

  /** What the test gave when it started this child. */
  public List<String> arguments() {
    return arguments;
  }

  /** One of the arguments. */
  public String argument(int index) {
    return arguments.get(index);
  }

  /** Sends a line to the test. */
  public void send(Object line) {
    String text = String.valueOf(line);
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("more than one line: " + text);
    }
    out.println(text);
    out.flush();
  }

  /** The next line from the test. If the test ends instead, so does this process. */
  public String receive() {
    try {
      return lines.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for the test", e);
    }
  }

  /** Whether a line is waiting. */
  public boolean hasLine() {
    return !lines.isEmpty();
  }

  /** Answers every line with a line, until the test kills this child or closes its input. */
  public void serve(UnaryOperator<String> answer) {
    while (true) {
      send(answer.apply(receive()));
    }
  }

  /** Dies by SIGKILL, here: this thread takes no further step. */
  public static void killSelf() {
    long pid = ProcessHandle.current().pid();
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -9 " + pid).start();
      while (kill.isAlive() || kill.exitValue() == 0) {
        LockSupport.park();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot run /bin/sh", e);
    }
    throw new IllegalStateException("kill -9 " + pid + " failed");
  }
}
