package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.AccessSites;
import io.tandem.ipc.testkit.ChildLink;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed or stopped at an access. Its thread goes no further than there; that
 * the signal then comes from outside, makes no difference to the memory that the others see.
 */
final class AccessVictim {
  /** Says where all accesses of the operation are. */
  static final String LIST = "list";

  /** Stands still before an access for ever. */
  static final String HALT = "halt";

  /** Stands still before an access until told to go on. */
  static final String PAUSE = "pause";

  /** Stands still for ever, in the operation of the victim before. */
  static final String HALT_BEFORE = "halt-before";

  /** Ends the process in peace. */
  static final String END = "end";

  private final ChildLink link;
  private final Domain domain;
  private final Path scratch;

  private AccessVictim(ChildLink link) {
    this.link = link;
    this.domain = Domain.open(Path.of(link.argument(0)));
    this.scratch = Path.of(link.argument(1));
  }

  /** Arguments: the domain's directory, one for domains that come and go. */
  static void run(ChildLink link) throws Exception {
    AccessVictim victim = new AccessVictim(link);
    link.send("ready");
    for (String order = link.receive(); !order.equals(END); order = link.receive()) {
      victim.serve(order.split(" ", 4));
    }
    victim.domain.close();
  }

  /** Words: what to do, number of the scenario, name of the object, access. */
  private void serve(String[] words) throws Exception {
    AccessScenario scenario = AccessScenarios.make(Integer.parseInt(words[1]));
    boolean isFirst = words[0].equals(HALT_BEFORE);
    link.send(scenario.enter(new AccessScenario.Place(domain, words[2], scratch), isFirst));
    link.receive();
    String result =
        switch (words[0]) {
          case LIST -> list(scenario);
          case HALT ->
              AccessSites.runTo(Integer.parseInt(words[3]), this::halt, () -> scenario.act(false));
          case PAUSE ->
              AccessSites.runTo(Integer.parseInt(words[3]), this::pause, () -> scenario.act(false));
          case HALT_BEFORE -> AccessSites.runTo(words[3], this::halt, () -> scenario.act(true));
          default -> throw new IllegalArgumentException(words[0]);
        };
    link.send("done " + result);
    link.receive();
    scenario.leave();
    link.send("left");
  }

  private String list(AccessScenario scenario) throws Exception {
    AccessSites.Passed<String> passed = AccessSites.list(() -> scenario.act(false));
    passed.locations().forEach(location -> link.send("at " + location));
    return passed.result();
  }

  private void halt(String location) {
    link.send("at " + location);
    while (true) {
      LockSupport.park();
    }
  }

  private void pause(String location) {
    link.send("at " + location);
    link.receive();
  }
}
