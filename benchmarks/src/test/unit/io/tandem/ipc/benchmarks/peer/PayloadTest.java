package io.tandem.ipc.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void knowsTheSumOfTheWordsItGivesTheBaseOf() {
    Payload payload = new Payload(5, 0, 42);
    long base = payload.after(payload.last());
    long sum = 0;
    for (int j = 0; j < payload.words(); j++) {
      sum += base + j;
    }
    assertThat(payload.sum(base)).isEqualTo(sum);
  }

  @Test
  void givesTwoSendersWithOneSeedTheSameMessages() {
    Payload one = new Payload(4, 3, 1);
    Payload other = new Payload(4, 3, 1);
    for (int i = 0; i < 100; i++) {
      one.last(one.after(one.last()));
      other.last(other.after(other.last()));
      assertThat(one.last()).isEqualTo(other.last());
    }
  }

  @Test
  void neverRepeatsAMessageSoThatALostOneShowsInTheSum() {
    Payload payload = new Payload(4, 0, 7);
    assertThat(LongStream.iterate(payload.last(), payload::after).limit(10_000).distinct())
        .hasSize(10_000);
  }

  @Test
  void needsNoStepsForNoWork() {
    assertThat(Payload.stepsFor(0)).isZero();
    assertThat(Payload.stepsFor(20)).isPositive();
  }
}
