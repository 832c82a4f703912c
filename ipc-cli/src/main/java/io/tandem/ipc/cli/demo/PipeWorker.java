package io.tandem.ipc.cli.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/**
 * A worker JVM as one would write it without Tandem: names on standard input, answers on standard
 * output, as serialized objects.
 *
 * <p>Written to be fast: buffers of a pipe's size, a flush only when no more names are waiting, and
 * a reset now and then, because an object stream keeps every object it has ever seen.
 */
public final class PipeWorker {
  static final int BUFFER_BYTES = 64 * 1024;
  static final int MESSAGES_BETWEEN_RESETS = 1000;

  private PipeWorker() {}

  /**
   * Works until standard input ends.
   *
   * @param arguments the worker's number, the input
   */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    int worker = Integer.parseInt(arguments[0]);
    Fingerprinter fingerprinter = new Fingerprinter(Input.of(arguments[1]));
    try (ObjectOutputStream answers = output();
        Waiting waiting = new Waiting(System.in);
        ObjectInputStream jobs = new ObjectInputStream(waiting)) {
      for (int sent = 1; ; sent++) {
        Job job = (Job) jobs.readObject();
        boolean isWork = job.task() == Job.Task.FINGERPRINT && job.number() != Job.END;
        Fingerprint fingerprint = isWork ? fingerprinter.of(job.name()) : Fingerprint.NONE;
        if (sent % MESSAGES_BETWEEN_RESETS == 0) {
          answers.reset();
        }
        answers.writeObject(Answer.Done.of(job, worker, fingerprint));
        if (!waiting.isAny()) {
          answers.flush();
        }
      }
    } catch (EOFException e) {
      // The parent has let go.
    }
  }

  /** The messages' own way out; whatever else is printed must not get in between. */
  private static ObjectOutputStream output() throws IOException {
    ObjectOutputStream stream =
        new ObjectOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
    System.setOut(System.err);
    stream.flush();
    return stream;
  }

  /** A buffered stream that can tell whether a read would find bytes at once. */
  private static final class Waiting extends BufferedInputStream {
    Waiting(InputStream stream) {
      super(stream, BUFFER_BYTES);
    }

    /** Asks the kernel only when the buffer is empty. */
    boolean isAny() throws IOException {
      return pos < count || available() > 0;
    }
  }
}
