package io.tandem.ipc.os;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CountDownLatch;

/**
 * Runs file operations that an interrupt of the calling thread must not break.
 *
 * <p>A {@link java.nio.channels.FileChannel}, which a {@link SharedFile} is in portable mode,
 * closes itself when a thread that uses it is interrupted. For a queue that opens its file in a
 * thread whose interrupt means something else, that would turn the interrupt into a broken object.
 * So in that mode such work is repeated, or done at once, on a thread of its own that nobody can
 * interrupt. The caller's interrupt status is kept. Natively the work is simply done.
 */
public final class Uninterrupted {
  /** A piece of work on files. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  private Uninterrupted() {}

  /** Runs work that may be run again from its beginning if an interrupt has broken it. */
  public static <T> T retry(Call<T> call) throws IOException {
    if (Native.isLoaded()) {
      return call.run();
    }
    if (!Thread.currentThread().isInterrupted()) {
      try {
        return call.run();
      } catch (ClosedByInterruptException interrupted) {
        return apart(call);
      }
    }
    return apart(call);
  }

  /** Runs work that cannot be repeated, because it uses a file that stays open. */
  public static <T> T once(Call<T> call) throws IOException {
    return Native.isLoaded() ? call.run() : apart(call);
  }

  private static <T> T apart(Call<T> call) throws IOException {
    Outcome<T> outcome = new Outcome<>(call);
    Thread thread = new Thread(outcome, "tandem-file-work");
    thread.setDaemon(true);
    thread.start();
    return outcome.join();
  }

  private static final class Outcome<T> implements Runnable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Call<T> call;
    private T value;
    private IOException failure;
    private RuntimeException mistake;
    private Error error;

    Outcome(Call<T> call) {
      this.call = call;
    }

    @Override
    public void run() {
      try {
        value = call.run();
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        mistake = e;
      } catch (Error e) {
        error = e;
      } finally {
        done.countDown();
      }
    }

    T join() throws IOException {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw failure;
      }
      if (mistake != null) {
        throw mistake;
      }
      if (error != null) {
        throw error;
      }
      return value;
    }
  }
}
