package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.TempDomain;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Opening, using and closing gives everything back: see {@link OpenCloseCycles} for what is used
 * and {@link Holdings} for what is counted. More cycles with {@code -Dtandem.cycles=}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class OpenCloseSoakTest {
  private static final int CYCLES = Integer.getInteger("tandem.cycles", 600);

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private String run(String kind, int cycles) {
    ChildJvm child =
        children.add(
            ChildJvm.options()
                .jvm("-Xmx48m", "-XX:MaxDirectMemorySize=4m")
                .start(OpenCloseCycles::run, temporary.directory().toString(), kind, cycles + ""));
    String line = child.receive();
    while (line.startsWith("going on")) {
      line = child.receive();
    }
    child.expectExit(0);
    System.out.println("soak: " + line);
    return line;
  }

  @Test
  void cyclesInADomainThatOthersUseLeaveEverythingAtItsBaseline() throws InterruptedException {
    try (Domain domain = temporary.open();
        SharedQueue<Long> queue = OpenCloseCycles.queue().create(domain, "queue");
        Lane lane = OpenCloseCycles.lane().create(domain, "lane")) {
      assertThat(run("joining", CYCLES)).contains("cycles: as at the beginning");

      assertThat(domain.participants()).hasSize(1);
      assertThat(domain.objects()).hasSize(2);
      assertThat(temporary.directory().toFile().list()).hasSize(4);
      for (int i = 0; i < OpenCloseCycles.PRODUCERS; i++) { // no place is held by who has left
        try (Domain own = temporary.open();
            SharedQueue<Long> handle = OpenCloseCycles.queue().open(own, "queue")) {
          handle.put(1L);
          assertThat(handle.take()).isEqualTo(1);
        }
      }
      lane.openProducer().close();
      lane.openConsumer().close();
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void domainsAndObjectsMadeAndRemovedLeaveNothing() {
    assertThat(run("making", CYCLES / 10)).contains("cycles: as at the beginning");

    assertThat(temporary.directory()).doesNotExist();
  }
}
