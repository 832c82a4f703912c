package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Coding;
import io.tandem.ipc.liveness.Liveness;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind a handle of a queue with several levels: the whole queue, whose takers choose
 * among all lanes and whose puts go to the last level, and each level, with its own part of the
 * lanes. All of them are one handle.
 *
 * <p>Who takes of the whole queue waits at the queue's bell, who takes of one level at the bell of
 * that; each of them would be woken in vain by the other's. So a put rings two.
 *
 * @param <E> the elements
 */
final class LevelCore<E> extends QueueCore<E> {
  private final LevelCore<E> whole;
  private final int level;

  /** The bells of all levels. */
  private final Doorbell[] bells;

  /** The parts, for the whole queue; otherwise none. */
  private final List<LevelCore<E>> parts = new ArrayList<>();

  private final List<SharedQueue<E>> handles = new ArrayList<>();

  private LevelCore(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      QueueShape shape,
      Coding<E> coding,
      WaitStrategy waiting) {
    super(domain, name, segment, liveness, shape, coding, waiting);
    this.whole = this;
    this.level = shape.levels() - 1;
    this.bells = new Doorbell[shape.levels()];
    for (int i = 0; i < bells.length; i++) {
      bells[i] = new Doorbell(segment.body(), QueueLayout.levelBellOffset(shape.lanes(), i));
    }
  }

  private LevelCore(LevelCore<E> whole, int level) {
    super(whole, level, whole.bells[level]);
    this.whole = whole;
    this.level = level;
    this.bells = whole.bells;
  }

  /** A method, so that a queue with one level does not load this class. */
  static <E> QueueCore<E> of(
      Domain domain,
      String name,
      Segment segment,
      Liveness liveness,
      QueueShape shape,
      Coding<E> coding,
      WaitStrategy waiting) {
    LevelCore<E> whole = new LevelCore<>(domain, name, segment, liveness, shape, coding, waiting);
    for (int level = 0; level < shape.levels(); level++) {
      LevelCore<E> part = new LevelCore<>(whole, level);
      whole.parts.add(part);
      whole.handles.add(new SharedQueue<>(part));
    }
    return whole;
  }

  @Override
  SharedQueue<E> at(int wanted) {
    return whole.handles.get(wanted);
  }

  /** Whether this is one level, and not all of them. */
  boolean isPart() {
    return whole != this;
  }

  /** The level that is put at. */
  int level() {
    return level;
  }

  @Override
  void ringNotEmpty() {
    whole.notEmpty().ringAfterFence();
    bells[level].ringAfterFence();
  }

  @Override
  void ringAllTakers() {
    whole.notEmpty().ringAll();
    for (Doorbell bell : bells) {
      bell.ringAll();
    }
  }

  @Override
  void closeProducers() {
    for (LevelCore<E> part : whole.parts) {
      part.closeOwnProducers();
    }
  }

  private void closeOwnProducers() {
    super.closeProducers();
    forgetScratch();
  }

  @Override
  void close() {
    if (isPart()) {
      whole.close();
    } else {
      super.close();
    }
  }
}
