package io.tandem.ipc.testkit;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Where every child JVM starts. Its input ends when the test ends or dies, however it dies, and
 * then so does the child.
 */
final class ChildMain {
  /** The exit code of a child whose test is gone. */
  static final int ORPHANED = 86;

  private ChildMain() {}

  /** Arguments: {@code body} or {@code main}, class name, method name, arguments. */
  public static void main(String[] arguments) throws Exception {
    Class<?> type = Class.forName(arguments[1]);
    String[] rest = Arrays.copyOfRange(arguments, 3, arguments.length);
    InputStream in = new FileInputStream(FileDescriptor.in);
    if (arguments[0].equals("main")) {
      PipedOutputStream pipe = new PipedOutputStream();
      System.setIn(new PipedInputStream(pipe, 1 << 16));
      watch(() -> forward(in, pipe));
      call(type.getDeclaredMethod("main", String[].class), (Object) rest);
      return;
    }
    ChildLink link = new ChildLink(List.of(rest), System.out);
    System.setOut(System.err);
    watch(() -> receive(in, link));
    call(type.getDeclaredMethod(arguments[2], ChildLink.class), link);
    System.exit(0);
  }

  private static void call(Method method, Object argument) {
    method.setAccessible(true);
    try {
      method.invoke(null, argument);
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      System.exit(1);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void watch(Reading reading) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                reading.run();
              } catch (IOException e) {
                System.err.println("the input from the test fails: " + e);
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "watches-the-test");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void receive(InputStream in, ChildLink link) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line; (line = reader.readLine()) != null; ) {
      link.arrived(line);
    }
  }

  private static void forward(InputStream in, PipedOutputStream pipe) throws IOException {
    byte[] buffer = new byte[4096];
    for (int count; (count = in.read(buffer)) >= 0; ) {
      pipe.write(buffer, 0, count);
      pipe.flush();
    }
  }
}
