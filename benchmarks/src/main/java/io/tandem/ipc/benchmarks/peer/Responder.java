package io.tandem.ipc.benchmarks.peer;

import io.tandem.ipc.benchmarks.contender.Contenders;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The second process of a trial. It sends one message at once, then does what the first one asks on
 * stdin: {@code run N}, answered by {@code @ready} before and {@code @CHECKSUM} after N messages.
 * It ends when stdin does.
 */
public final class Responder {
  /** Where the answering messages start. */
  static final long SEED = 1;

  private Responder() {}

  /** {@code Responder CONTENDER SCENARIO DIRECTORY}. */
  public static void main(String[] arguments) throws IOException {
    long entered = System.nanoTime();
    Scenario scenario = Scenario.fromArgument(arguments[1]);
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    Setup setup = new Setup(Path.of(arguments[2]), scenario);
    setup.connect(in, out);
    try (Link link = Contenders.named(arguments[0]).attach(setup)) {
      link.send(new Payload(scenario.payloadWords(), 0, SEED), 1);
      Lines.write(out, "@" + entered);
      if (scenario.kind() != Scenario.Kind.IDLE) {
        Orphans.endWithParent();
      }
      serve(link, scenario, in, out);
    }
  }

  private static void serve(Link link, Scenario scenario, InputStream in, OutputStream out)
      throws IOException {
    Payload answers = new Payload(scenario.payloadWords(), 0, SEED);
    while (true) {
      long count;
      try {
        count = Long.parseLong(Lines.read(in, '#'));
      } catch (EOFException end) {
        return;
      }
      Lines.write(out, "@ready");
      long sum = 0;
      if (scenario.oneWay()) {
        sum = link.receive(count);
      } else {
        for (long i = 0; i < count; i++) {
          sum += link.receive(1);
          link.send(answers, 1);
        }
      }
      Lines.write(out, "@" + sum);
    }
  }
}
