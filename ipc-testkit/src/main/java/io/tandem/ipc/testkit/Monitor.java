package io.tandem.ipc.testkit;

/**
 * Watches the events of one schedule and says whether they may happen.
 *
 * <p>Its memory is an immutable value with {@code equals} and {@code hashCode}, because it is a
 * part of the state that the checker has seen before or not: what is not in it is forgotten, and
 * what is in it without need multiplies the states.
 *
 * @param <S> what it remembers
 */
public interface Monitor<S> {
  /** What it knows before the first step. */
  S start();

  /**
   * Takes notice of an event.
   *
   * @return what it knows now
   * @throws AssertionError if this event must not happen here
   */
  S next(S known, ModelEvent event);

  /**
   * Looks at the end of a schedule, when every process has finished or died.
   *
   * @throws AssertionError if it must not end like this
   */
  default void end(S known, ModelView view) {}
}
