package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Unix-domain sockets, as many as there are threads on the busier side. A socket has one producer
 * and one consumer: each producer deals its messages out in turn, so nobody competes for them.
 */
final class SocketQueue implements Contender {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FRAME_BYTES = Integer.BYTES + Crowd.MESSAGE_BYTES;

  private final boolean batching;

  SocketQueue(boolean batching) {
    this.batching = batching;
  }

  @Override
  public String name() {
    return batching ? "unix-socket-batched" : "unix-socket";
  }

  @Override
  public String settings() {
    return "SocketChannels of Unix domain, blocking, a direct buffer of 64 KiB on each side, frames of"
        + " length and message, "
        + (batching ? "written when the buffer is full" : "a write for each")
        + "; a socket for each pair of threads";
  }

  @Override
  public boolean supports(Scenario scenario) {
    return Crowd.supports(scenario);
  }

  @Override
  public Link create(Setup setup) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(address(setup));
    return Crowd.ofProducers(setup, new SocketEnds(setup.scenario(), server));
  }

  @Override
  public Link attach(Setup setup) throws IOException {
    SocketEnds ends = new SocketEnds(setup.scenario(), null);
    for (int i = 0; i < ends.count(); i++) {
      ends.sockets.add(SocketChannel.open(address(setup)));
    }
    return Crowd.ofConsumers(setup, ends);
  }

  private static UnixDomainSocketAddress address(Setup setup) {
    return UnixDomainSocketAddress.of(setup.directory().resolve("socket"));
  }

  private final class SocketEnds implements Ends {
    private final Scenario scenario;
    private final ServerSocketChannel server;
    private final List<SocketChannel> sockets = Collections.synchronizedList(new ArrayList<>());

    SocketEnds(Scenario scenario, ServerSocketChannel server) {
      this.scenario = scenario;
      this.server = server;
    }

    int count() {
      return Math.max(scenario.producers(), scenario.consumers());
    }

    private synchronized void accept() throws IOException {
      while (sockets.size() < count()) {
        sockets.add(server.accept());
      }
    }

    @Override
    public Producer producer(int index) throws IOException {
      accept();
      List<Outgoing> own = new ArrayList<>();
      for (int i = index; i < sockets.size(); i += scenario.producers()) {
        own.add(new Outgoing(sockets.get(i)));
      }
      return new Dealing(own);
    }

    @Override
    public Consumer consumer(int index) {
      List<Incoming> own = new ArrayList<>();
      for (int i = index; i < sockets.size(); i += scenario.consumers()) {
        own.add(new Incoming(sockets.get(i)));
      }
      return new Consumer() {
        @Override
        public void receive(Tally tally) throws IOException {
          List<Incoming> open = new ArrayList<>(own);
          while (!open.isEmpty()) {
            for (int i = open.size() - 1; i >= 0; i--) {
              if (!open.get(i).readSome(tally)) {
                open.remove(i);
              }
            }
          }
        }
      };
    }

    /** Every socket ends by itself. */
    @Override
    public void end(List<Producer> producers, int consumers)
        throws IOException, InterruptedException {
      for (Producer producer : producers) {
        producer.sendEnd();
      }
    }

    @Override
    public void close() throws IOException {
      if (server != null) {
        server.close();
      }
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    }
  }

  /** One producer with its sockets. */
  private final class Dealing implements Ends.Producer {
    private final List<Outgoing> sockets;
    private int next;

    Dealing(List<Outgoing> sockets) {
      this.sockets = sockets;
    }

    @Override
    public void send(long base) throws IOException {
      Outgoing socket = sockets.get(next);
      next = next + 1 == sockets.size() ? 0 : next + 1;
      socket.write(base, 1);
      if (!batching) {
        socket.flush();
      }
    }

    @Override
    public void sendEnd() throws IOException {
      for (Outgoing socket : sockets) {
        socket.write(0, 0);
        socket.flush();
      }
    }

    @Override
    public void flush() throws IOException {
      for (Outgoing socket : sockets) {
        socket.flush();
      }
    }
  }

  private static final class Outgoing {
    private final SocketChannel socket;
    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

    Outgoing(SocketChannel socket) {
      this.socket = socket;
    }

    void write(long base, long step) throws IOException {
      if (buffer.remaining() < FRAME_BYTES) {
        flush();
      }
      buffer.putInt(Crowd.MESSAGE_BYTES);
      for (int word = 0; word < Crowd.WORDS; word++) {
        buffer.putLong(base + word * step);
      }
    }

    void flush() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        socket.write(buffer);
      }
      buffer.clear();
    }
  }

  private static final class Incoming {
    private final SocketChannel socket;
    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

    Incoming(SocketChannel socket) {
      this.socket = socket;
    }

    /** Waits for bytes and adds all messages that are complete; whether there will be more. */
    boolean readSome(Tally tally) throws IOException {
      if (socket.read(buffer) < 0) {
        throw new EOFException("the producers have closed the socket before the end");
      }
      buffer.flip();
      boolean more = true;
      while (more && buffer.remaining() >= FRAME_BYTES) {
        int at = buffer.position() + Integer.BYTES;
        if (buffer.getInt() != Crowd.MESSAGE_BYTES) {
          throw new IOException("not a message");
        }
        long sum = 0;
        for (int word = 0; word < Crowd.WORDS; word++) {
          sum += buffer.getLong();
        }
        more = tally.add(buffer.getLong(at), buffer.getLong(at + Long.BYTES), sum);
      }
      buffer.compact();
      return more;
    }
  }
}
