package io.tandem.ipc.benchmarks.rig;

import io.tandem.ipc.benchmarks.peer.Scenario;
import java.io.IOException;

/** One row of a table: a contender in JVMs, or a C program. */
public interface Entrant {
  /** Its name in tables and on the command line. */
  String name();

  /** The settings it runs with. */
  String settings();

  /** Whether it can do what the scenario asks for. */
  boolean supports(Scenario scenario);

  /** Starts its processes for that scenario. */
  Visit visit(Scenario scenario, Effort effort) throws IOException;
}
