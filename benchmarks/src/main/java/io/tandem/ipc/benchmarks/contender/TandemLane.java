package io.tandem.ipc.benchmarks.contender;

import io.tandem.ipc.Domain;
import io.tandem.ipc.benchmarks.peer.Contender;
import io.tandem.ipc.benchmarks.peer.Link;
import io.tandem.ipc.benchmarks.peer.Scenario;
import io.tandem.ipc.benchmarks.peer.Setup;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneBuilder;
import io.tandem.ipc.queue.Polling;
import io.tandem.ipc.wait.WaitStrategy;

/** Two of our own lanes, one for each direction, without any option to the JVM. */
final class TandemLane implements Contender {
  /** How the lane is used. */
  enum Style {
    CLAIM("tandem", "tryClaim(), in place, commit(); read() in place"),
    ADAPTIVE("tandem-adaptive", "as tandem, but with the default polling"),
    FILL("tandem-fill", "fill() with a writer of records; read() in place"),
    BATCH("tandem-batch", "tryClaim(), in place, stage(), publish() every 64; read() in place"),
    TAKER("tandem-taker", "tryClaim(), in place, commit(); a competing taker, which copies"),
    PARK("tandem-park", "as tandem-adaptive, waiting with WaitStrategy.park()"),
    SPIN_THEN_PARK("tandem-spin-then-park", "as tandem-adaptive, waiting as is the default");

    private final String name;
    private final String settings;

    Style(String name, String settings) {
      this.name = name;
      this.settings = settings;
    }

    boolean isBlocking() {
      return this == PARK || this == SPIN_THEN_PARK;
    }
  }

  private final Style style;

  TandemLane(Style style) {
    this.style = style;
  }

  @Override
  public String name() {
    return style.name;
  }

  @Override
  public String settings() {
    return style.settings;
  }

  @Override
  public boolean supports(Scenario scenario) {
    return scenario.kind() != Scenario.Kind.COPY
        && scenario.kind() != Scenario.Kind.QUEUE
        && scenario.blocking() == style.isBlocking()
        && (scenario.kind() != Scenario.Kind.START || style == Style.CLAIM);
  }

  @Override
  public Link create(Setup setup) {
    Domain domain = domain(setup);
    Lane there = lane(setup).create(domain, "there");
    Lane back = lane(setup).create(domain, "back");
    return link(setup, domain, there, back);
  }

  @Override
  public Link attach(Setup setup) {
    Domain domain = domain(setup);
    Lane there = Lane.builder().open(domain, "there");
    Lane back = Lane.builder().open(domain, "back");
    return link(setup, domain, back, there);
  }

  private static Domain domain(Setup setup) {
    return Domain.open(setup.directory().resolve("domain"));
  }

  /**
   * A ring of that size. Where one message is on its way at a time, its cell fills a cache line;
   * where many are, cells are as tight as they can be.
   */
  private LaneBuilder lane(Setup setup) {
    Scenario scenario = setup.scenario();
    boolean tight = scenario.kind() == Scenario.Kind.ONE_WAY;
    int cellBytes = tight ? scenario.payloadBytes() + Long.BYTES : scenario.lineBytes();
    LaneBuilder lane =
        Lane.builder()
            .cells(Integer.highestOneBit(Math.max(2, scenario.ringBytes() / cellBytes)))
            .payloadBytes(cellBytes - Long.BYTES);
    return style == Style.TAKER ? lane.competingTakers() : lane.singleConsumer();
  }

  private Link link(Setup setup, Domain domain, Lane out, Lane in) {
    int pauses = setup.scenario().pauses();
    Polling polling = pauses == 0 ? Polling.eager() : Polling.pausing(pauses);
    return switch (style) {
      case CLAIM -> new TandemLink.Claiming(domain, out, in, polling);
      case ADAPTIVE -> new TandemLink.Claiming(domain, out, in, Polling.adaptive());
      case FILL -> new TandemLink.Filling(domain, out, in, polling);
      case BATCH -> new TandemLink.Batching(domain, out, in, polling);
      case TAKER -> new TandemTakerLink(domain, out, in, pauses);
      case PARK -> new TandemLink.Sleeping(domain, out, in, WaitStrategy.park());
      case SPIN_THEN_PARK -> new TandemLink.Sleeping(domain, out, in, WaitStrategy.spinThenPark());
    };
  }
}
