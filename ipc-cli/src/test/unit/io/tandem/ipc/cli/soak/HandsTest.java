package io.tandem.ipc.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.cli.soak.PutterAccount.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which missing messages dead takers can have had in hand. */
class HandsTest {
  private final Hands hands = new Hands();

  @Test
  void aHandHoldsOneMessage() {
    hands.add(new Hands.Hand(0, 100));
    assertThat(hands.canHold(List.of(new Gap(1, 3, 10, 20)))).isOne();
  }

  @Test
  void onlyAHandOfThatTimeCanHoldIt() {
    hands.add(new Hands.Hand(0, 9));
    hands.add(new Hands.Hand(21, 30));
    assertThat(hands.canHold(List.of(new Gap(1, 1, 10, 20)))).isZero();
  }

  @Test
  void messagesMoveToOtherHandsIfMoreFindOneThen() {
    hands.add(new Hands.Hand(0, 100));
    hands.add(new Hands.Hand(50, 60));
    // The first hand could hold either message, but only it can hold the second.
    assertThat(hands.canHold(List.of(new Gap(1, 1, 55, 56), new Gap(9, 9, 10, 20)))).isEqualTo(2);
    assertThat(hands.canHold(List.of(new Gap(9, 9, 10, 20), new Gap(1, 1, 55, 56)))).isEqualTo(2);
  }
}
