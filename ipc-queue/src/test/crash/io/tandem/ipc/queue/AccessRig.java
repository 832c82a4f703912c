package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.queue.AccessScenario.Place;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.TempDomain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Plays scenarios with real victims. This JVM is the survivor. Victims are started ahead, by a
 * thread of its own, as a JVM takes longer to start than everything else.
 */
final class AccessRig implements AutoCloseable {
  private static final int AHEAD = 2;

  /**
   * An access at which a victim can be killed.
   *
   * @param number which access of the scenario
   */
  record Site(int scenario, int number, String operation, String context, String location) {
    @Override
    public String toString() {
      return operation + " / " + context + " #" + number + ": " + location;
    }
  }

  private final TempDomain place = TempDomain.create().mayLeaveFiles();
  private final Domain domain = place.open();
  private final VictimImage image = new VictimImage(place.scratch());
  private final BlockingQueue<ChildJvm> victims = new LinkedBlockingQueue<>(AHEAD);
  private final Thread starter = new Thread(this::startVictims, "starts-victims");
  private ChildJvm patient;
  private int objects;

  AccessRig() throws IOException {}

  private void startVictims() {
    ChildJvm next = null;
    try { // until interrupted
      while (true) {
        next = image.options().start(AccessVictim::run, arguments());
        victims.put(next);
      }
    } catch (InterruptedException e) {
      next.close(); // nobody else knows it
      Thread.currentThread().interrupt();
    }
  }

  private String[] arguments() {
    return new String[] {place.directory().toString(), place.scratch().toString()};
  }

  private ChildJvm victim() throws InterruptedException {
    if (starter.getState() == Thread.State.NEW) {
      starter.start();
    }
    ChildJvm victim = victims.take();
    victim.expect("ready");
    return victim;
  }

  /** A victim that is not killed, for many times. */
  private ChildJvm patient() throws InterruptedException {
    if (patient == null) {
      patient = victim();
    }
    return patient;
  }

  /** A scenario that has been prepared, and what it is called. */
  private record Play(AccessScenario scenario, int number, String object) {}

  private Play prepare(int number) throws Exception {
    AccessScenario scenario = AccessScenarios.make(number);
    String object = "object-" + ++objects;
    scenario.prepare(new Place(domain, object, place.scratch()));
    if (scenario.deathBefore() != null) {
      try (ChildJvm first = victim()) {
        String order = AccessVictim.HALT_BEFORE + " " + number + " " + object;
        scenario.entered(first.request(order + " " + scenario.deathBefore()));
        String reached = first.request("go");
        if (!reached.startsWith("at ")) {
          throw new AssertionError("there is no access " + scenario.deathBefore());
        }
        first.kill();
      }
      scenario.firstVictimDied();
    }
    return new Play(scenario, number, object);
  }

  private static void enter(Play play, ChildJvm victim, String what, int access) {
    String said = victim.request(what + " " + play.number() + " " + play.object() + " " + access);
    try {
      play.scenario().entered(said);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    victim.send("go");
  }

  /**
   * Plays every scenario once to its end, and says where its accesses are. First with a victim that
   * shows those to come which classes they need, so far as none of these is needed yet.
   */
  List<Site> sites() throws Exception {
    List<Site> sites = new ArrayList<>();
    patient = image.rehearsal().start(AccessVictim::run, arguments());
    patient.expect("ready");
    list(false, sites);
    patient.send(AccessVictim.END);
    patient.expectExit(0);
    patient = null;
    list(true, sites);
    return sites;
  }

  private void list(boolean afterDeath, List<Site> sites) throws Exception {
    for (int number = 0; number < AccessScenarios.count(); number++) {
      if ((AccessScenarios.make(number).deathBefore() != null) == afterDeath) {
        list(number, sites);
      }
    }
  }

  private void list(int number, List<Site> sites) throws Exception {
    Play play = prepare(number);
    ChildJvm victim = patient();
    enter(play, victim, AccessVictim.LIST, 0);
    String line = victim.receive();
    for (int access = 0; line.startsWith("at "); access++) {
      AccessScenario scenario = play.scenario();
      sites.add(
          new Site(number, access, scenario.operation(), scenario.context(), line.substring(3)));
      line = victim.receive();
    }
    finish(play, victim, line);
  }

  private static void finish(Play play, ChildJvm victim, String line) throws Exception {
    String result = line.substring("done ".length());
    victim.send("leave");
    victim.expect("left");
    play.scenario().check(result);
  }

  /** Kills a victim at an access. Whether it has come there: where a wait varies, it may not. */
  boolean kill(Site site) throws Exception {
    Play play = prepare(site.scenario());
    try (ChildJvm victim = victim()) {
      enter(play, victim, AccessVictim.HALT, site.number());
      String line = victim.receive();
      victim.kill();
      boolean reached = line.startsWith("at ");
      play.scenario().check(reached ? null : line.substring("done ".length()));
      return reached;
    }
  }

  /** Stops a victim at an access, looks at the others, and lets it go on. */
  boolean stop(Site site) throws Exception {
    Play play = prepare(site.scenario());
    ChildJvm victim = patient();
    enter(play, victim, AccessVictim.PAUSE, site.number());
    String line = victim.receive();
    boolean reached = line.startsWith("at ");
    if (reached) {
      victim.stop();
      try {
        play.scenario().beside();
      } finally {
        victim.cont();
      }
      victim.send("go on");
      line = victim.receive();
    }
    finish(play, victim, line);
    return reached;
  }

  /** A new victim for what needs a patient one: this one is in a state that nobody knows. */
  void forgetPatient() {
    if (patient != null) {
      patient.close();
      patient = null;
    }
  }

  /**
   * Of each place in the code one access, in operations and contexts that change from place to
   * place and from time to time: what there is time for in every build.
   */
  static List<Site> oneOfEachPlace(List<Site> sites, int time) {
    Map<String, List<Site>> places = new LinkedHashMap<>();
    for (Site site : sites) {
      places.computeIfAbsent(site.location(), any -> new ArrayList<>()).add(site);
    }
    List<Site> chosen = new ArrayList<>();
    for (List<Site> same : places.values()) {
      chosen.add(same.get((chosen.size() + time) % same.size()));
    }
    return chosen;
  }

  /** How much that is. */
  static String coverage(List<Site> played, List<Site> all) {
    return played.size()
        + " of "
        + all.size()
        + " accesses: "
        + played.stream().map(Site::location).distinct().count()
        + " places, "
        + played.stream().map(Site::operation).distinct().count()
        + " operations, "
        + played.stream().map(Site::context).distinct().count()
        + " contexts";
  }

  @Override
  public void close() throws InterruptedException {
    starter.interrupt();
    starter.join();
    forgetPatient();
    for (ChildJvm victim; (victim = victims.poll()) != null; ) {
      victim.close();
    }
    domain.close();
    place.close();
  }
}
