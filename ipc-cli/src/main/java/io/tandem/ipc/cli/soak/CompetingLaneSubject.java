package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.queue.Lane;
import io.tandem.ipc.queue.LaneTaker;
import io.tandem.ipc.wait.WaitStrategy;
import java.util.SplittableRandom;

/** A {@link Lane} with competing takers: one process puts, any number take. */
final class CompetingLaneSubject implements Subject {
  @Override
  public String name() {
    return "lane-competing";
  }

  @Override
  public boolean hasOne(Side side) {
    return side == Side.PUTTER;
  }

  @Override
  public Delivery delivery() {
    return Delivery.AT_MOST_ONCE;
  }

  @Override
  public void create(Domain domain) {
    Lane.builder()
        .cells(LaneSubject.CELLS)
        .payloadBytes(LaneSubject.PAYLOAD_BYTES)
        .competingTakers()
        .create(domain, name())
        .close();
  }

  @Override
  public Handle open(Domain domain, SplittableRandom random) {
    Lane lane = Lane.builder().open(domain, name());
    return new Handle() {
      @Override
      public Putter putter() {
        return new LanePutter(lane, random);
      }

      @Override
      public Taker taker() {
        return new OneOfMany(lane.openTaker(), random);
      }

      @Override
      public void close() {
        lane.close();
      }
    };
  }

  private static final class OneOfMany implements Taker {
    private final LaneTaker taker;
    private final SplittableRandom random;
    private final WaitStrategy waiting;

    OneOfMany(LaneTaker taker, SplittableRandom random) {
      this.taker = taker;
      this.random = random;
      this.waiting = Waits.any(random);
    }

    @Override
    public void take(Inbox inbox) throws InterruptedException {
      boolean wait = random.nextInt(4) != 0;
      deliver(wait ? taker.tryTake(waiting, Waits.nanos(random)) : taker.tryTake(), inbox);
    }

    @Override
    public boolean takeNow(Inbox inbox) {
      return deliver(taker.tryTake(), inbox);
    }

    private boolean deliver(int length, Inbox inbox) {
      if (length == LaneTaker.EMPTY) {
        return false;
      }
      inbox.accept(taker.bytes(), length);
      return true;
    }

    @Override
    public void close() {
      // Holds nothing; the lane is closed by its handle.
    }
  }
}
