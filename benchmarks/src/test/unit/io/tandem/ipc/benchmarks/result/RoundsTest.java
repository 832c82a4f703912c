package io.tandem.ipc.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void comparesWithinRoundsSoThatADriftOfTheMachineCancelsOut() {
    Rounds ours = new Rounds();
    Rounds theirs = new Rounds();
    for (int round = 0; round < 3; round++) {
      double speed = Math.pow(10, round);
      ours.add(round, 2 * speed);
      ours.add(round, 2 * speed);
      theirs.add(round, speed);
    }
    assertThat(ours.ratioTo(theirs)).contains(new Summary(3, 2, 2, 2));
  }

  @Test
  void takesEachRoundsMedianAndTheRangeOverRounds() {
    Rounds ours = new Rounds();
    Rounds theirs = new Rounds();
    ours.add(0, 10);
    ours.add(0, 12);
    ours.add(0, 1000);
    theirs.add(0, 6);
    ours.add(1, 9);
    theirs.add(1, 3);
    ours.add(2, 8);
    theirs.add(2, 8);
    assertThat(ours.ratioTo(theirs)).contains(new Summary(3, 2, 1, 3));
  }

  @Test
  void leavesOutRoundsInWhichOneOfThemHasNoValue() {
    Rounds ours = new Rounds();
    Rounds theirs = new Rounds();
    ours.add(0, 4);
    theirs.add(1, 1);
    assertThat(ours.ratioTo(theirs)).isEmpty();
    theirs.add(0, 2);
    assertThat(ours.ratioTo(theirs)).contains(new Summary(1, 2, 2, 2));
  }

  @Test
  void hasNoSummaryWithoutValues() {
    Rounds rounds = new Rounds();
    assertThat(rounds.summary()).isEmpty();
    rounds.add(3, 5);
    rounds.add(1, 7);
    assertThat(rounds.summary()).contains(new Summary(2, 6, 5, 7));
    assertThat(rounds.all()).containsExactly(7.0, 5.0);
  }
}
