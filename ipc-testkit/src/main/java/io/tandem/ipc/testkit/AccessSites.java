package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Counts the accesses of one thread to shared memory and to the system while it runs an operation,
 * and lets it go no further than one of them.
 *
 * <p>In a JVM whose {@code MappedWords} has been given a call of {@link #reach} before each access,
 * as {@code CountedClasses} does; all else there is the shipped code. In any other JVM nothing is
 * counted.
 */
public final class AccessSites {
  private static final String OWN_PACKAGE = AccessSites.class.getPackageName();
  private static final String COUNTED = "io.tandem.ipc.memory.MappedWords";
  private static final String ROOT = "io.tandem.ipc.";

  private static volatile AccessSites armed;

  private final Thread thread = Thread.currentThread();
  private final int last;
  private final String place;
  private int placesLeft;
  private final Consumer<String> atLast;
  private final List<String> locations = new ArrayList<>();
  private int count;
  private boolean writingHalf;

  private AccessSites(int last, String place, Consumer<String> atLast) {
    this.last = last;
    int mark = place == null ? -1 : place.indexOf('#');
    this.place = mark < 0 ? place : place.substring(0, mark);
    this.placesLeft = mark < 0 ? 1 : Integer.parseInt(place.substring(mark + 1));
    this.atLast = atLast;
  }

  /**
   * What an operation has come to.
   *
   * @param locations where each access was made, such as {@code compareAndSet in
   *     LaneRing.passTaken}; empty unless all of them were asked for
   * @param result what the operation has returned
   */
  public record Passed<T>(List<String> locations, T result) {}

  /** Runs an operation in the calling thread and says where its accesses are. */
  public static <T> Passed<T> list(Callable<T> operation) throws Exception {
    return run(new AccessSites(-1, null, location -> {}), operation);
  }

  /**
   * Runs an operation in the calling thread, and a piece of work right before an access of it.
   *
   * @param access which, from 0 on; if there are fewer, the work is not run
   * @param atAccess told where the access is; the operation goes on when it returns
   */
  public static <T> T runTo(int access, Consumer<String> atAccess, Callable<T> operation)
      throws Exception {
    return run(new AccessSites(access, null, atAccess), operation).result();
  }

  /**
   * As {@link #runTo(int, Consumer, Callable)}, to the first access whose location begins so; to
   * the n-th of them if {@code #n} stands behind.
   */
  public static <T> T runTo(String place, Consumer<String> atAccess, Callable<T> operation)
      throws Exception {
    return run(new AccessSites(-1, place, atAccess), operation).result();
  }

  private static <T> Passed<T> run(AccessSites sites, Callable<T> operation) throws Exception {
    armed = sites;
    try {
      T result = operation.call();
      return new Passed<>(sites.locations, result);
    } finally {
      armed = null;
    }
  }

  /** An access is about to be made. */
  public static void reach(String access) {
    AccessSites sites = armed;
    if (sites != null && sites.thread == Thread.currentThread() && !sites.writingHalf) {
      sites.pass(access);
    }
  }

  /** Some bytes are about to be written, of which the first half may be all that ever is. */
  public static void reachWrite(Words words, long offset, byte[] source, int index, int length) {
    reach("writeBytes");
    AccessSites sites = armed;
    if (sites != null
        && sites.thread == Thread.currentThread()
        && !sites.writingHalf
        && length > 1) {
      sites.writingHalf = true;
      words.writeBytes(offset, source, index, length / 2);
      sites.writingHalf = false;
      sites.pass("half of writeBytes");
    }
  }

  private void pass(String access) {
    int number = count++;
    if (last < 0) {
      String location = access + " in " + caller();
      locations.add(location);
      if (place != null && location.startsWith(place) && --placesLeft == 0) {
        atLast.accept(location);
      }
    } else if (number == last) {
      atLast.accept(access + " in " + caller());
    }
  }

  private static String caller() {
    return StackWalker.getInstance().walk(AccessSites::firstOutside);
  }

  private static String firstOutside(Stream<StackWalker.StackFrame> frames) {
    return frames
        .filter(frame -> frame.getClassName().startsWith(ROOT))
        .filter(frame -> !frame.getClassName().startsWith(OWN_PACKAGE))
        .filter(frame -> !frame.getClassName().equals(COUNTED))
        .findFirst()
        .map(AccessSites::place)
        .orElse("?");
  }

  private static String place(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1)
        + "."
        + frame.getMethodName()
        + ":"
        + frame.getLineNumber();
  }
}
