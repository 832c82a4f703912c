package io.tandem.ipc.cli.soak;

import io.tandem.ipc.cli.soak.PutterAccount.Gap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The books of one structure: what all logs together say about its messages. */
final class Account {
  private final Subject subject;
  private final Map<Integer, PutterAccount> putters = new HashMap<>();
  private final Map<Integer, Integer> processOf = new HashMap<>();
  private final Redelivery redelivery = new Redelivery();
  private final Excuses excuses = new Excuses();
  private final Hands hands = new Hands();
  private final Map<Side, Holdings> holdings = new EnumMap<>(Side.class);
  private final List<Recovery> recovering = new ArrayList<>();
  private final List<Recovery> stoppedBeside = new ArrayList<>();
  private final List<Long> recoveryNanos = new ArrayList<>();

  /** The one taker whose log is being read, where there is one at a time. */
  private TakerAccount active;

  /** Takers that come after it, whose logs wait. */
  private final Map<TakerAccount, Claim> waiting = new HashMap<>();

  private long round;

  /** When a taker became the only one, and in which round of reading that was seen. */
  private record Claim(long nanos, long seenInRound) {}

  private long messages;
  private long duplicated;
  private long seenAgain;
  private long unordered;
  private long garbage;
  private int takersKilled;
  private int puttersKilled;

  Account(Subject subject) {
    this.subject = subject;
    for (Side side : Side.values()) {
      holdings.put(side, new Holdings());
    }
  }

  Subject subject() {
    return subject;
  }

  /** Whether a successor sees again, and first, what a dead taker had not confirmed. */
  private boolean redelivers() {
    return subject.delivery() == Delivery.AGAIN_AFTER_DEATH;
  }

  /** Whether anybody may see it again, at any time. */
  private boolean isAtLeastOnce() {
    return subject.delivery() == Delivery.AT_LEAST_ONCE;
  }

  /** The books of one role, from its start to its end. */
  abstract class RoleAccount implements Slot.Reader {
    private final Side side;
    private long holdsSince = -1;

    private RoleAccount(Side side) {
      this.side = side;
    }

    @Override
    public boolean claimed(long nanos) {
      holdsSince = nanos;
      return true;
    }

    @Override
    public void released(long nanos) {
      holdings.get(side).add(holdsSince, nanos);
      holdsSince = -1;
    }

    @Override
    public void message(long id, long putNanos, long returnedNanos, long takenNanos) {
      garbage++;
    }

    @Override
    public void garbage(long id) {
      garbage++;
    }

    /** Lets the log be read to its end, whoever else still holds the structure. */
    void forceOpen() {}

    /** All of the log has been read. */
    abstract void over(boolean killed, long goneNanos);

    /**
     * The role is over, its slot is going to be another's.
     *
     * @param killedNanos when the signal was sent, or −1 if it ended by itself
     * @param goneNanos when the process was seen to be gone
     */
    final void end(long killedNanos, long goneNanos) {
      boolean killed = killedNanos >= 0;
      if (holdsSince >= 0) {
        holdings.get(side).add(holdsSince, killed ? killedNanos : goneNanos);
      }
      over(killed, goneNanos);
    }
  }

  /** Opens the books of a putter. */
  RoleAccount putter(int incarnation, int process, Slot slot, long nowNanos) {
    PutterAccount account = new PutterAccount(slot, nowNanos);
    putters.put(incarnation, account);
    processOf.put(incarnation, process);
    return new RoleAccount(Side.PUTTER) {
      @Override
      void over(boolean killed, long goneNanos) {
        account.end();
        puttersKilled += killed ? 1 : 0;
      }
    };
  }

  /**
   * Opens the books of a taker.
   *
   * @param slot null for the auditor itself
   */
  RoleAccount taker(int process, Slot slot) {
    return new TakerAccount(process, slot);
  }

  private final class TakerAccount extends RoleAccount {
    private final int process;
    private final Slot slot;
    private final Map<Integer, Long> last = new HashMap<>();
    private final List<Long> unconfirmed = new ArrayList<>();
    private long logged;

    private TakerAccount(int process, Slot slot) {
      super(Side.TAKER);
      this.process = process;
      this.slot = slot;
    }

    /** Logs of takers that follow each other are read in that order. */
    @Override
    public boolean claimed(long nanos) {
      if (active != this && !isNext(nanos)) {
        return false;
      }
      forceOpen();
      logged++;
      return super.claimed(nanos);
    }

    /**
     * Whether this is the earliest of those that wait. Not in the round in which its claim was seen
     * first: who claimed before it, and is dead already, may have been read before that in this
     * round.
     */
    private boolean isNext(long nanos) {
      Claim own = waiting.computeIfAbsent(this, first -> new Claim(nanos, round));
      return active == null
          && own.seenInRound < round
          && waiting.values().stream().allMatch(other -> other.nanos >= own.nanos);
    }

    @Override
    void forceOpen() {
      waiting.remove(this);
      active = this;
    }

    @Override
    public void released(long nanos) {
      logged++;
      super.released(nanos);
      unconfirmed.clear();
      active = null;
    }

    @Override
    public void garbage(long id) {
      logged++;
      super.garbage(id);
    }

    @Override
    public void message(long id, long putNanos, long returnedNanos, long takenNanos) {
      logged++;
      if (subject.delivery() != Delivery.AT_MOST_ONCE && slot != null) {
        if (slot.confirmed() >= logged) {
          unconfirmed.clear();
        }
        unconfirmed.add(id); // perhaps one too many; over() looks at the last ones only
      }
      PutterAccount putter = putters.get(Message.putter(id));
      if (putter == null) {
        garbage++;
        return;
      }
      switch (putter.arrived(Message.sequence(id), putNanos, takenNanos)) {
        case FIRST -> first(id, returnedNanos, takenNanos);
        case REPEATED -> repeated(id);
        case NEVER_PUT -> garbage++;
      }
    }

    private void first(long id, long returnedNanos, long takenNanos) {
      messages++;
      redelivery.end();
      checkOrder(id);
      int from = processOf.get(Message.putter(id));
      for (Recovery recovery : recovering) {
        recovery.taken(from, process, returnedNanos, takenNanos);
      }
      for (Recovery recovery : stoppedBeside) {
        recovery.taken(from, process, returnedNanos, takenNanos);
      }
    }

    private void repeated(long id) {
      if (isAtLeastOnce()) {
        excuses.seenMore(id);
      } else if (redelivery.expects(id)) {
        seenAgain++;
        checkOrder(id);
      } else {
        duplicated++;
      }
    }

    private void checkOrder(long id) {
      if (isAtLeastOnce()) {
        return; // what comes again comes late
      }
      Long before = last.put(Message.putter(id), id);
      if (before != null && before > id) {
        unordered++;
      }
    }

    @Override
    void over(boolean killed, long goneNanos) {
      waiting.remove(this);
      if (active == this) {
        active = null;
      }
      if (!killed) {
        return;
      }
      takersKilled++;
      if (redelivers()) {
        redelivery.expect(inHand());
      } else if (isAtLeastOnce()) {
        excuses.diedWith(inHand());
      } else if (slot.takingSinceNanos() >= 0) {
        hands.add(new Hands.Hand(slot.takingSinceNanos(), goneNanos));
      }
    }

    /** What has been logged and not confirmed. */
    private List<Long> inHand() {
      long open = Math.max(0, logged - slot.confirmed());
      int size = unconfirmed.size();
      return unconfirmed.subList(size - (int) Math.min(size, open), size);
    }
  }

  /** A process with open roles here has been killed: measures until the others go on. */
  void killed(long nanos, int process) {
    recovering.add(new Recovery(nanos, process));
  }

  /** A process with roles here is being stopped: the others have to go on beside it. */
  Recovery stopped(long nanos, int process) {
    Recovery recovery = new Recovery(nanos, process);
    stoppedBeside.add(recovery);
    return recovery;
  }

  /** A round of reading logs is over. */
  void endRound() {
    round++;
    for (Recovery recovery : recovering) {
      if (recovery.isOver()) {
        recoveryNanos.add(recovery.nanos());
      }
    }
    recovering.removeIf(Recovery::isOver);
    stoppedBeside.removeIf(Recovery::isOver);
  }

  long messages() {
    return messages;
  }

  /** What the books say at the end, when the structure is empty and all roles are over. */
  Balance balance(long nowNanos) {
    List<Gap> missing = new ArrayList<>();
    putters.values().forEach(putter -> missing.addAll(putter.missing(nowNanos)));
    long count = missing.stream().mapToLong(Gap::size).sum();
    long inHand = hands.canHold(missing);
    return new Balance(
        subject.name(),
        messages,
        count - inHand,
        duplicated + excuses.unexcused(),
        unordered,
        garbage,
        holdings.values().stream().mapToInt(Holdings::robbed).sum(),
        puttersKilled,
        takersKilled,
        hands.size(),
        inHand,
        seenAgain + excuses.excused(),
        List.copyOf(recoveryNanos));
  }
}
