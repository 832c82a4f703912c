package io.tandem.ipc.benchmarks.peer;

import io.tandem.ipc.benchmarks.contender.Contenders;
import io.tandem.ipc.benchmarks.result.Json;
import io.tandem.ipc.benchmarks.result.Percentiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first process of a trial: starts the second, and measures what its stdin says.
 *
 * <ul>
 *   <li>{@code warm NANOS}: repeats runs for that long, each as a measured run is made, and reports
 *       only their number and the last one's rate
 *   <li>{@code run COUNT}: one repetition with that many messages or round trips
 *   <li>{@code idle}: leaves the second process waiting until the line {@code wake} comes
 *   <li>{@code start}: starts another second process and ends it after its first message
 * </ul>
 *
 * <p>Each is answered by one line of JSON on stdout. It ends when stdin does.
 */
public final class Initiator {
  private static final int MAX_SAMPLES = 2_000_000;

  private final String contender;
  private final Scenario scenario;
  private final Path directory;
  private final List<String> peerCommand;
  private final Payload payload;
  private final Payload expectedAnswers;
  private final long[] samples;
  private int started;

  private Initiator(String contender, Scenario scenario, Path directory, List<String> peerCommand) {
    this.contender = contender;
    this.scenario = scenario;
    this.directory = directory;
    this.peerCommand = peerCommand;
    payload = new Payload(scenario.payloadWords(), scenario.workSteps(), 7);
    expectedAnswers = new Payload(scenario.payloadWords(), 0, Responder.SEED);
    samples = new long[scenario.oneWay() ? 0 : MAX_SAMPLES];
  }

  /** {@code Initiator CONTENDER SCENARIO DIRECTORY COMMAND-OF-THE-SECOND-PROCESS…}. */
  public static void main(String[] arguments) throws IOException {
    Orphans.endWithParent();
    new Initiator(
            arguments[0],
            Scenario.fromArgument(arguments[1]),
            Path.of(arguments[2]),
            Arrays.asList(arguments).subList(3, arguments.length))
        .serve();
  }

  private void serve() throws IOException {
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      if (scenario.kind() == Scenario.Kind.START) {
        while ("start".equals(commands.readLine())) {
          try (Peer peer = startPeer()) {
            answer(peer, peer.startTimes());
          }
        }
        return;
      }
      try (Peer peer = startPeer()) {
        answer(peer, peer.startTimes());
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
          String[] words = line.split(" ", 2);
          switch (words[0]) {
            case "warm" -> answer(peer, warmUp(peer, Long.parseLong(words[1])));
            case "run" -> answer(peer, run(peer, Long.parseLong(words[1])));
            case "idle" -> answer(peer, idle(peer, commands));
            default -> throw new IOException("not a command: '" + line + "'");
          }
        }
      }
    }
  }

  private Peer startPeer() throws IOException {
    return Peer.start(
        Contenders.named(contender),
        scenario,
        directory.resolve(Integer.toString(started++)),
        peerCommand);
  }

  private static void answer(Peer peer, Map<String, Object> result) {
    result.put("pid", ProcessHandle.current().pid());
    result.put("peer_pid", peer.pid());
    System.out.println(Json.write(result).replace("\n", ""));
    System.out.flush();
  }

  private Map<String, Object> warmUp(Peer peer, long nanos) throws IOException {
    long end = System.nanoTime() + nanos;
    long count = 16;
    int runs = 0;
    Exchange all = new Exchange();
    double perNano;
    long now;
    do {
      Exchange exchange = exchange(peer, count);
      all.sent += exchange.sent;
      all.received += exchange.received;
      perNano = (double) count / Math.max(1, exchange.elapsedNanos);
      if (exchange.elapsedNanos < nanos / 16 && count < MAX_SAMPLES / 2) {
        count *= 2;
      }
      runs++;
      now = System.nanoTime();
    } while (now < end || runs < 5);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("warm_up_runs", runs);
    result.put("warm_up_per_second", perNano * 1e9);
    all.putChecksums(result);
    return result;
  }

  private Map<String, Object> run(Peer peer, long count) throws IOException {
    Exchange exchange = exchange(peer, count);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("count", count);
    result.put("elapsed_ns", exchange.elapsedNanos);
    double perSecond = count * 1e9 / exchange.elapsedNanos;
    result.put("per_second", perSecond);
    result.put("bytes_per_second", perSecond * scenario.payloadBytes());
    if (samples.length > 0) {
      Percentiles percentiles = new Percentiles(samples, (int) Math.min(count, samples.length));
      result.put("middle_ns", percentiles.middle());
      result.put("p50_ns", percentiles.at(0.50));
      result.put("p99_ns", percentiles.at(0.99));
      result.put("p999_ns", percentiles.at(0.999));
      result.put("max_ns", percentiles.at(1));
    }
    exchange.putChecksums(result);
    return result;
  }

  private Map<String, Object> idle(Peer peer, BufferedReader commands) throws IOException {
    peer.ask(1);
    Map<String, Object> waiting = new LinkedHashMap<>();
    waiting.put("waiting", 1);
    answer(peer, waiting);
    if (!"wake".equals(commands.readLine())) {
      throw new IOException("expected 'wake'");
    }
    Exchange exchange = roundTrips(peer.link(), 1);
    exchange.received += peer.checksum();
    Map<String, Object> result = new LinkedHashMap<>();
    exchange.putChecksums(result);
    return result;
  }

  /** What one run gave: its time, and the two sums that have to be equal. */
  private static final class Exchange {
    long elapsedNanos;
    long sent;
    long received;

    void putChecksums(Map<String, Object> result) {
      result.put("checksum_sent", Long.toHexString(sent));
      result.put("checksum_received", Long.toHexString(received));
    }
  }

  private Exchange exchange(Peer peer, long count) throws IOException {
    peer.ask(count);
    Exchange exchange;
    if (scenario.oneWay()) {
      exchange = new Exchange();
      long before = System.nanoTime();
      exchange.sent = peer.link().send(payload, count);
      exchange.received = peer.checksum();
      exchange.elapsedNanos = System.nanoTime() - before;
    } else {
      exchange = roundTrips(peer.link(), count);
      exchange.received += peer.checksum();
    }
    return exchange;
  }

  /**
   * Round trips, timed from the end of one sending to the end of the next: the clock is read while
   * the message is in flight and adds nothing to the round trip.
   */
  private Exchange roundTrips(Link link, long count) throws IOException {
    Exchange exchange = new Exchange();
    long start = System.nanoTime();
    long sent = link.send(payload, 1);
    long before = System.nanoTime();
    long received = link.receive(1);
    int sample = 0;
    for (long i = 1; i < count; i++) {
      sent += link.send(payload, 1);
      long now = System.nanoTime();
      samples[sample] = now - before;
      sample = sample + 1 < samples.length ? sample + 1 : 0;
      before = now;
      received += link.receive(1);
    }
    long end = System.nanoTime();
    samples[sample] = end - before;
    sent += sumOfAnswers(count);
    exchange.elapsedNanos = end - start;
    exchange.sent = sent;
    exchange.received = received;
    return exchange;
  }

  /** What the second process's answers must add up to. */
  private long sumOfAnswers(long count) {
    long sum = 0;
    long base = expectedAnswers.last();
    for (long i = 0; i < count; i++) {
      base = expectedAnswers.after(base);
      sum += expectedAnswers.sum(base);
    }
    expectedAnswers.last(base);
    return sum;
  }
}
