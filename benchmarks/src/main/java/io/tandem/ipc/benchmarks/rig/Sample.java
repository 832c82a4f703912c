package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What the processes of a trial reported about one repetition. */
public final class Sample {
  private final Map<String, Double> values = new HashMap<>();
  private final long pid;
  private final long peerPid;

  /**
   * Reads the members of a report.
   *
   * @throws IOException if a message was lost, torn or not read, or both sides were one process:
   *     then there is nothing to measure
   */
  Sample(Map<String, String> report) throws IOException {
    String sent = report.get("checksum_sent");
    String received = report.get("checksum_received");
    if (sent != null && !sent.equals(received)) {
      throw new IOException("sent messages with sum " + sent + ", but received " + received);
    }
    report.forEach(
        (name, text) -> {
          if (text.matches("[-+.0-9eE]+") && !name.startsWith("checksum")) {
            values.put(name, Double.valueOf(text));
          }
        });
    pid = (long) value("pid");
    peerPid = (long) value("peer_pid");
    if (pid == peerPid) {
      throw new IOException("both sides are process " + pid);
    }
  }

  /** A value that the report must have. */
  public double value(String name) throws IOException {
    Double value = values.get(name);
    if (value == null) {
      throw new IOException("no '" + name + "' in the report " + values.keySet());
    }
    return value;
  }

  /** Whether the report has a value of that name. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A value, or 0 if the report has none of that name. */
  double valueOrZero(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /** The process that measured. */
  public long pid() {
    return pid;
  }

  /** The process it exchanged messages with. */
  public long peerPid() {
    return peerPid;
  }
}
