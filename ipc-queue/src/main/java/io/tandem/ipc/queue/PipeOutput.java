package io.tandem.ipc.queue;

import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The writing half of a pipe's end. Safe for use by many threads, who take turns. */
final class PipeOutput<E> {
  private static final int SENDS_BETWEEN_VERDICTS = 64;

  private final PipeCore core;
  private final Codec<E> codec;
  private final WaitStrategy waiting;
  private final LaneWriter writer;
  private final Doorbell notEmpty;
  private final Doorbell notFull;
  private final ReentrantLock turn = new ReentrantLock();
  private final Sink sink = new Sink();
  private int sendsUntilVerdict;

  PipeOutput(PipeCore core, Codec<E> codec, WaitStrategy waiting) {
    this.core = core;
    this.codec = codec;
    this.waiting = waiting;
    this.notEmpty = core.notEmpty(true);
    this.notFull = core.notFull(true);
    this.writer = LaneWriter.tryClaim(core.ring(true), core.liveness());
    if (writer == null) {
      throw new DamagedLaneException("producer", 1, "of an end just opened", 0);
    }
  }

  /**
   * Sends an element, waiting for room for at most that time.
   *
   * @return whether there was room
   */
  boolean send(E element, long timeoutNanos) throws InterruptedException, BrokenPipeException {
    Objects.requireNonNull(element, "element");
    long begun = System.nanoTime();
    if (!turn.tryLock(timeoutNanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      encode(element);
      Sending sending = new Sending();
      boolean sent = waiting.await(notFull, sending, timeoutNanos - (System.nanoTime() - begun));
      if (sending.broken) {
        throw broken();
      }
      return sent;
    } finally {
      turn.unlock();
    }
  }

  /** Sends an element if there is room and no other thread is just sending. */
  boolean trySend(E element) throws BrokenPipeException {
    Objects.requireNonNull(element, "element");
    if (!turn.tryLock()) {
      return false;
    }
    try {
      encode(element);
      Sending sending = new Sending();
      boolean sent = sending.tryOnce();
      if (sending.broken) {
        throw broken();
      }
      return sent;
    } finally {
      turn.unlock();
    }
  }

  private void encode(E element) {
    core.checkOpen();
    sink.reset();
    codec.encode(element, sink);
    int most = core.ring(true).maxLength();
    if (sink.size() > most) {
      throw new MessageTooLargeException(
          Problem.of("the element is too large for the pipe")
              .object(core.attachment().describe())
              .file(core.attachment().file())
              .next("Make the pipe with a larger elementBytes or capacity, or send it in parts"),
          sink.size(),
          most);
    }
  }

  /** An attempt that succeeds too when nobody will ever read. */
  private final class Sending implements Attempt {
    private boolean broken;

    @Override
    public boolean tryOnce() {
      try {
        core.checkOpen();
        if (--sendsUntilVerdict <= 0) {
          sendsUntilVerdict = SENDS_BETWEEN_VERDICTS;
          broken = core.isPeerGone();
        }
        if (!broken && writer.offer(sink.array(), 0, sink.size())) {
          notEmpty.ringAfterFence();
          return true;
        }
        broken = broken || core.isPeerGone();
        return broken;
      } catch (DamagedLaneException e) {
        throw core.attachment().damaged(e);
      }
    }
  }

  private BrokenPipeException broken() {
    sendsUntilVerdict = 0;
    return new BrokenPipeException(
        Problem.of("nobody will read this: " + core.peer())
            .object(core.attachment().describe())
            .file(core.attachment().file())
            .next("Close this end")
            .toString());
  }

  /** Waits for a thread that is just sending, then gives the lane up. */
  void release() {
    notFull.ringAll();
    turn.lock();
    try {
      writer.release(core.liveness());
    } finally {
      turn.unlock();
    }
  }
}
