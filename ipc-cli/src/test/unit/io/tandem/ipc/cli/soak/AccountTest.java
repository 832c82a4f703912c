package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.memory.MappedWords;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The books find what is missing, double, foreign or out of order, and nothing else. */
class AccountTest {
  private static final int PUTTER = 7;

  private final Message message = new Message();
  private Account account = new Account(QueueSubject.realTime());

  /** A role as its process writes it and as the books read it. */
  private final class Actor {
    final Slot slot =
        new Slot(new MappedWords(ByteBuffer.allocateDirect(Math.toIntExact(Slot.BYTES)), 0));
    final Account.RoleAccount books;

    Actor(Side side, int number) {
      books =
          side == Side.PUTTER
              ? account.putter(number, number, slot, System.nanoTime())
              : account.taker(number, slot);
    }

    void put(int last) {
      slot.begin(last);
      slot.done(last);
    }

    void take(int... sequences) {
      for (int sequence : sequences) {
        slot.announceTake();
        see(sequence);
      }
    }

    /** Without confirming it. */
    void see(int sequence) {
      message.write(Message.id(PUTTER, sequence));
      slot.taken(message.bytes(), message.length());
    }

    /** A claim is read in the round after the one that has found it. */
    private void readAll() {
      if (!slot.drain(books)) {
        account.endRound();
        assertThat(slot.drain(books)).isTrue();
      }
    }

    void end() {
      readAll();
      books.end(-1, System.nanoTime());
    }

    void kill() {
      long now = System.nanoTime();
      readAll();
      books.end(now, System.nanoTime());
    }
  }

  private Actor putter() {
    return new Actor(Side.PUTTER, PUTTER);
  }

  private Actor taker(int number) {
    return new Actor(Side.TAKER, number);
  }

  private Balance balance() {
    return account.balance(System.nanoTime());
  }

  @Test
  void logsOfTakersThatFollowEachOtherAreReadInTheirOrderWhicheverIsSeenFirst() {
    account = new Account(new LaneSubject());
    Actor putter = putter();
    putter.put(3);
    Actor first = taker(1);
    Actor second = taker(2);
    Actor third = taker(3);
    first.slot.claimed();
    first.see(1);
    second.slot.claimed();
    second.see(1);
    second.see(2);
    third.slot.claimed();
    third.see(1);
    third.see(2);
    third.see(3);
    readInRounds(third, second, first); // the first is not yet known to be dead
    first.kill();
    readInRounds(third, second);
    second.kill();
    readInRounds(third);
    third.kill();
    putter.end();

    Balance balance = balance();
    assertThat(balance.messages()).isEqualTo(3);
    assertThat(balance.duplicated()).isZero();
    assertThat(balance.seenAgain()).isEqualTo(3);
  }

  private void readInRounds(Actor... actors) {
    for (int round = 0; round < 3; round++) {
      for (Actor actor : actors) {
        boolean unused = actor.slot.drain(actor.books);
      }
      account.endRound();
    }
  }

  @Test
  void whatWasPutAndTakenOnceIsInOrder() {
    Actor putter = putter();
    Actor taker = taker(1);
    putter.put(3);
    taker.take(1, 2, 3);
    putter.end();
    taker.end();

    assertThat(balance().isGood()).isTrue();
    assertThat(balance().messages()).isEqualTo(3);
  }

  @Test
  void logsOfSeveralTakersMayBeReadInAnyOrder() {
    Actor putter = putter();
    putter.put(6);
    Actor first = taker(1);
    Actor second = taker(2);
    first.take(1, 3, 4);
    second.take(2, 5, 6);
    second.end();
    first.end();
    putter.end();

    assertThat(balance().isGood()).isTrue();
    assertThat(balance().messages()).isEqualTo(6);
  }

  @Test
  void whatWasPutAndNeverTakenIsLost() {
    Actor putter = putter();
    Actor taker = taker(1);
    putter.put(5);
    taker.take(1, 3);
    putter.end();
    taker.end();

    assertThat(balance().lost()).as("2, 4 and 5").isEqualTo(3);
    assertThat(balance().isGood()).isFalse();
  }

  @Test
  void ofAPutterKilledWithinAPutThatPutMayBeInOrNot() {
    Actor out = putter();
    Actor taker = taker(1);
    out.put(2);
    out.slot.begin(3);
    taker.take(1, 2);
    out.kill();
    taker.end();
    assertThat(balance().lost()).isZero();

    account = new Account(QueueSubject.realTime());
    Actor in = putter();
    Actor other = taker(1);
    in.put(2);
    in.slot.begin(3);
    other.take(1, 2, 3);
    in.kill();
    other.end();
    assertThat(balance().lost()).isZero();
    assertThat(balance().garbage()).isZero();
    assertThat(balance().messages()).isEqualTo(3);
  }

  @Test
  void ofABatchAllOrNothingIsIn() {
    Actor putter = putter();
    Actor taker = taker(1);
    putter.slot.begin(4);
    taker.take(1, 2);
    putter.kill();
    taker.end();

    assertThat(balance().lost()).isEqualTo(2);
  }

  @Test
  void whatWasTakenTwiceIsDuplicated() {
    Actor putter = putter();
    Actor first = taker(1);
    Actor second = taker(2);
    putter.put(3);
    first.take(1, 2);
    second.take(2, 3);
    first.end();
    second.end();
    putter.end();

    assertThat(balance().duplicated()).isOne();
    assertThat(balance().lost()).isZero();
    assertThat(balance().isGood()).isFalse();
  }

  @Test
  void eachTakerThatWasKilledWithinATakeCanHaveHadOneMessageInHand() {
    Actor putter = putter();
    Actor killed = taker(1);
    Actor survivor = taker(2);
    putter.put(4);
    killed.slot.announceTake();
    survivor.take(1, 4);
    killed.kill();
    survivor.end();
    putter.end();

    assertThat(balance().inHand()).isOne();
    assertThat(balance().lost()).as("one of 2 and 3").isOne();
  }

  @Test
  void aTakerThatWasKilledBetweenTwoTakesHasNothingInHand() {
    Actor putter = putter();
    Actor killed = taker(1);
    putter.put(3);
    killed.take(1, 2);
    killed.slot.announceTake();
    killed.slot.nothingTaken();
    killed.kill();
    putter.end();

    assertThat(balance().inHand()).isZero();
    assertThat(balance().lost()).isOne();
  }

  @Test
  void aTakerThatWasDeadBeforeAMessageWasPutCannotHaveHadItInHand() {
    Actor putter = putter();
    Actor killed = taker(1);
    killed.slot.announceTake();
    killed.kill();
    Actor survivor = taker(2);
    putter.put(3);
    survivor.take(1, 3);
    survivor.end();
    putter.end();

    assertThat(balance().inHand()).isZero();
    assertThat(balance().lost()).isOne();
  }

  @Test
  void aTakerThatHasLoggedItsLastMessageHasNothingInHand() {
    Actor putter = putter();
    Actor killed = taker(1);
    putter.put(2);
    killed.take(1);
    killed.kill();
    putter.end();

    assertThat(balance().inHand()).isZero();
    assertThat(balance().lost()).isOne();
  }

  @Test
  void whatOneTakerTakesOutOfOrderIsFound() {
    Actor putter = putter();
    Actor taker = taker(1);
    putter.put(2);
    taker.take(2, 1);
    taker.end();
    putter.end();

    assertThat(balance().unordered()).isOne();
    assertThat(balance().isGood()).isFalse();
  }

  @Test
  void whatNobodyHasPutInSoIsGarbage() {
    Actor putter = putter();
    Actor taker = taker(1);
    putter.put(1);
    taker.take(1, 2);
    message.write(Message.id(PUTTER, 1));
    message.bytes()[message.length() - 1]++;
    taker.slot.taken(message.bytes(), message.length());
    message.write(Message.id(PUTTER, 1));
    taker.slot.taken(message.bytes(), message.length() - 1);
    taker.end();
    putter.end();

    assertThat(balance().garbage()).as("never put, torn, cut").isEqualTo(3);
    assertThat(balance().isGood()).isFalse();
  }

  @Test
  void aSuccessorMaySeeAgainWhatTheDeadOneHasNotConfirmed() {
    account = new Account(new LaneSubject());
    Actor putter = putter();
    Actor killed = taker(1);
    Actor successor = taker(2);
    putter.put(5);
    killed.slot.claimed();
    killed.take(1);
    killed.slot.confirm();
    killed.see(2);
    killed.see(3);
    killed.kill();
    successor.slot.claimed();
    successor.take(2, 3, 4, 5);
    successor.slot.confirm();
    successor.end();
    putter.end();

    assertThat(balance().seenAgain()).isEqualTo(2);
    assertThat(balance().duplicated()).isZero();
    assertThat(balance().isGood()).isTrue();
  }

  @Test
  void whatHasBeenConfirmedMayNotBeSeenAgain() {
    account = new Account(new LaneSubject());
    Actor putter = putter();
    Actor killed = taker(1);
    Actor successor = taker(2);
    putter.put(3);
    killed.slot.claimed();
    killed.take(1, 2);
    killed.slot.confirm();
    killed.kill();
    successor.slot.claimed();
    successor.take(2, 3);
    successor.end();
    putter.end();

    assertThat(balance().duplicated()).isOne();
  }

  @Test
  void ofLeasesADeathExcusesOneMoreSightByAnybodyAndNoLoss() {
    account = new Account(new LeaseSubject());
    Actor putter = putter();
    Actor killed = taker(1);
    Actor other = taker(2);
    putter.put(5);
    killed.take(1);
    killed.slot.confirm();
    killed.take(2);
    other.take(2, 3, 5); // before the log of the dead one is read
    other.slot.confirm();
    other.end();
    killed.kill();
    putter.end();

    Balance balance = balance();
    assertThat(balance.duplicated()).isZero();
    assertThat(balance.seenAgain()).isOne();
    assertThat(balance.unordered()).isZero();
    assertThat(balance.lost()).isOne();
  }

  @Test
  void ofLeasesWhatComesAgainWithoutADeathIsDouble() {
    account = new Account(new LeaseSubject());
    Actor putter = putter();
    Actor first = taker(1);
    Actor second = taker(2);
    putter.put(2);
    first.take(1);
    first.slot.confirm();
    first.take(2);
    first.kill();
    second.take(1, 2, 2);
    second.slot.confirm();
    second.end();
    putter.end();

    assertThat(balance().duplicated()).isEqualTo(2);
    assertThat(balance().seenAgain()).isOne();
  }

  @Test
  void whoBecomesTheOnlyOneWhileAnotherStillIsHasRobbedIt() {
    account = new Account(new LaneSubject());
    Actor holder = taker(1);
    Actor robber = taker(2);
    holder.slot.claimed();
    robber.slot.claimed();
    robber.readAll();
    robber.slot.released();
    holder.slot.released();
    robber.end();
    holder.end();

    assertThat(balance().robbed()).isOne();
    assertThat(balance().isGood()).isFalse();
  }

  @Test
  void theReportSaysWhatTheBooksSay() {
    Balance bad = new Balance("lane", 10, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, List.of());
    Report report = report(bad, List.of("process 3: no step"));

    assertThat(report.isGood()).isFalse();
    assertThat(String.join("\n", report.lines()))
        .contains("lost: 2", "duplicated: 3", "out of order: 4", "garbage: 5")
        .contains("robbed of what they held: 6", "stuck: 1", "stuck: process 3: no step");
  }

  @Test
  void somethingStuckAloneMakesASoakBad() {
    Balance good = new Balance("lane", 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
    assertThat(report(good, List.of()).isGood()).isTrue();
    assertThat(report(good, List.of("process 3")).isGood()).isFalse();
  }

  private static Report report(Balance balance, List<String> stuck) {
    Settings settings = new Settings(List.of(), 1, 1, 1, 1, 8, 1, 1);
    return new Report(
        settings,
        List.of(balance),
        1_000_000_000L,
        1,
        0,
        1,
        10,
        List.of(),
        0,
        stuck,
        List.of(),
        "",
        List.of());
  }
}
