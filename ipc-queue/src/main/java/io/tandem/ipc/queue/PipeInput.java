package io.tandem.ipc.queue;

import io.tandem.ipc.Problem;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.wait.Attempt;
import io.tandem.ipc.wait.Doorbell;
import io.tandem.ipc.wait.WaitStrategy;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The reading half of a pipe's end. Safe for use by many threads, who take turns. */
final class PipeInput<E> {
  private static final int FIRST_BYTES = 256;

  private final PipeCore core;
  private final Codec<E> codec;
  private final WaitStrategy waiting;
  private final LaneReader reader;
  private final Doorbell notEmpty;
  private final Doorbell notFull;
  private final ReentrantLock turn = new ReentrantLock();
  private final Receiving receiving = new Receiving();
  private final Source source = new Source();

  PipeInput(PipeCore core, Codec<E> codec, WaitStrategy waiting) {
    this.core = core;
    this.codec = codec;
    this.waiting = waiting;
    this.notEmpty = core.notEmpty(false);
    this.notFull = core.notFull(false);
    this.reader = LaneReader.tryClaim(core.ring(false), core.liveness(), Polling.eager());
    if (reader == null) {
      throw new DamagedLaneException("consumer", 1, "of an end just opened", 0);
    }
  }

  /** Receives an element, waiting for at most that time; null when the time is over. */
  E receive(long timeoutNanos) throws InterruptedException, EOFException {
    long begun = System.nanoTime();
    if (!turn.tryLock(timeoutNanos, TimeUnit.NANOSECONDS)) {
      return null;
    }
    try {
      long left = timeoutNanos - (System.nanoTime() - begun);
      return waiting.await(notEmpty, receiving, left) ? received() : null;
    } finally {
      turn.unlock();
    }
  }

  /** Receives an element if there is one and no other thread is just receiving. */
  E tryReceive() throws EOFException {
    if (!turn.tryLock()) {
      return null;
    }
    try {
      return receiving.tryOnce() ? received() : null;
    } finally {
      turn.unlock();
    }
  }

  private E received() throws EOFException {
    if (receiving.length < 0) {
      throw new EOFException(
          Problem.of("everything has been read, and " + core.peer())
              .object(core.attachment().describe())
              .file(core.attachment().file())
              .next("Close this end")
              .toString());
    }
    source.reset(receiving.bytes, 0, receiving.length);
    E element = codec.decode(source);
    source.requireEnd();
    return element;
  }

  /** An attempt that copies a record, and succeeds too when there will never be one. */
  private final class Receiving implements Attempt, RecordHandler {
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    @Override
    public boolean tryOnce() {
      try {
        core.checkOpen();
        if (readOne()) {
          return true;
        }
        if (!core.isPeerGone()) {
          return false;
        }
        if (!readOne()) { // what it sent before it went is here by now
          length = -1;
        }
        return true;
      } catch (DamagedLaneException e) {
        throw core.attachment().damaged(e);
      }
    }

    private boolean readOne() {
      boolean read = reader.read(this, 1) == 1;
      if (read) {
        notFull.ring();
      }
      return read;
    }

    @Override
    public void onRecord(Words memory, long offset, int size) {
      if (bytes.length < size) {
        bytes = new byte[Math.max(size, bytes.length * 2)];
      }
      memory.readBytes(offset, bytes, 0, size);
      length = size;
    }
  }

  Doorbell bell() {
    return notEmpty;
  }

  /** Whether there is something to receive, or the end to be told. */
  boolean isReady() {
    core.checkOpen();
    return reader.isReady() || core.isPeerGone();
  }

  /** Waits for a thread that is just receiving, then gives the lane up. */
  void release() {
    notEmpty.ringAll();
    turn.lock();
    try {
      reader.release(core.liveness());
    } finally {
      turn.unlock();
    }
  }
}
