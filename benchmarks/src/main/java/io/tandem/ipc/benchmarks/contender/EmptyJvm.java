package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Payload;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** No contender but the floor under them: a JVM whose {@code main} writes one byte and ends. */
public final class EmptyJvm implements Contender {
  EmptyJvm() {}

  /** Writes one byte, then when {@code main} was entered, as the second process of a trial does. */
  public static void main(String[] arguments) throws IOException {
    long entered = System.nanoTime();
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write('.');
      out.write(
          "@".concat(Long.toString(entered)).concat("\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public String name() {
    return "empty-jvm";
  }

  @Override
  public String settings() {
    return "the same class path, one byte to stdout from main";
  }

  @Override
  public Class<?> peerMain() {
    return EmptyJvm.class;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() == Scenario.Kind.START;
  }

  @Override
  public Link create(Setup setup) {
    return new Link() {
      @Override
      public long send(Payload payload, long count) {
        throw new UnsupportedOperationException("the empty JVM receives nothing");
      }

      @Override
      public long receive(long count) throws IOException {
        if (setup.in().read() != '.') {
          throw new IOException("expected the one byte that an empty JVM writes");
        }
        return '.';
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Link attach(Setup setup) {
    throw new UnsupportedOperationException("the empty JVM has its own main");
  }
}
