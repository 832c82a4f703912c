package io.tandem.ipc.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {
  @Test
  void countsTheTimeThatThisProcessRan() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/schedstat")), "the scheduler keeps no books");
    long self = ProcessHandle.current().pid();
    ThreadTimes before = ThreadTimes.of(self);
    long ran = 0;
    while (ran == 0) {
      ran = ThreadTimes.of(self).ranSince(before);
    }
    assertThat(ran).isPositive();
    assertThat(ThreadTimes.of(self).busiestWaitedSince(before)).isNotNegative();
  }

  @Test
  void countsNothingForAProcessThatIsNotThere() {
    ThreadTimes none = ThreadTimes.of(Integer.MAX_VALUE);
    assertThat(none.ranSince(none)).isZero();
    assertThat(none.busiestWaitedSince(none)).isZero();
  }
}
