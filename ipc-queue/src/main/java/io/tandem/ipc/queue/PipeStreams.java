package io.tandem.ipc.queue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * Pipes of byte arrays as streams and channels of the JDK. Closing a stream closes the end of the
 * pipe. A thread that is interrupted while it waits gets {@link InterruptedIOException} and keeps
 * its interrupt status.
 */
public final class PipeStreams {
  /** The most bytes that a stream sends as one element. */
  private static final int CHUNK = 8192;

  private PipeStreams() {}

  /**
   * Bytes to send. Each {@code write} sends what it is given at once, in elements of up to 8 KiB,
   * so put a {@link java.io.BufferedOutputStream} before it where bytes come one by one. When
   * nobody reads any more, {@code write} throws {@link BrokenPipeException}.
   */
  public static OutputStream output(Sender<byte[]> sender) {
    return new Output(Objects.requireNonNull(sender, "sender"));
  }

  /** Bytes received; at its end when the sender is gone and everything has been read. */
  public static InputStream input(Receiver<byte[]> receiver) {
    return new Input(Objects.requireNonNull(receiver, "receiver"));
  }

  /** As {@link #output}, as a channel. */
  public static WritableByteChannel writableChannel(Sender<byte[]> sender) {
    return Channels.newChannel(output(sender));
  }

  /** As {@link #input}, as a channel. */
  public static ReadableByteChannel readableChannel(Receiver<byte[]> receiver) {
    return Channels.newChannel(input(receiver));
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the pipe's other end");
  }

  private static final class Output extends OutputStream {
    private final Sender<byte[]> sender;

    Output(Sender<byte[]> sender) {
      this.sender = sender;
    }

    @Override
    public void write(int value) throws IOException {
      send(new byte[] {(byte) value}, 0);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, bytes.length);
      for (int done = 0; done < count; ) {
        int size = Math.min(CHUNK, count - done);
        send(Arrays.copyOfRange(bytes, from + done, from + done + size), done);
        done += size;
      }
    }

    private void send(byte[] chunk, int done) throws IOException {
      try {
        sender.send(chunk);
      } catch (InterruptedException e) {
        InterruptedIOException failure = interrupted();
        failure.bytesTransferred = done;
        throw failure;
      }
    }

    @Override
    public void close() {
      sender.close();
    }
  }

  private static final class Input extends InputStream {
    private final Receiver<byte[]> receiver;
    private byte[] chunk = new byte[0];
    private int next;
    private boolean ended;

    Input(Receiver<byte[]> receiver) {
      this.receiver = receiver;
    }

    /** Sees to it that there is a byte; false at the end. */
    private boolean fill() throws IOException {
      try {
        while (!ended && next == chunk.length) {
          chunk = receiver.receive();
          next = 0;
        }
      } catch (EOFException e) {
        ended = true;
      } catch (InterruptedException e) {
        throw interrupted();
      }
      return !ended;
    }

    @Override
    public int read() throws IOException {
      return fill() ? chunk[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, target.length);
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int size = Math.min(count, chunk.length - next);
      System.arraycopy(chunk, next, target, from, size);
      next += size;
      return size;
    }

    @Override
    public int available() {
      return chunk.length - next;
    }

    @Override
    public void close() {
      receiver.close();
    }
  }
}
