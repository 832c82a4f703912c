package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.queue.AccessRig.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process is killed, or stopped, right before each access that an operation makes to shared
 * memory or to the system, and in the middle of each copy. The others go on: what was committed
 * comes out once and in order, what the victim held can be taken over once it is dead and not
 * before, and there is as much room as ever.
 *
 * <p>Each place in the code once; with {@code -Dtandem.sites.times=20} that often, in as many
 * operations and contexts as lead there; with {@code -Dtandem.sites.all=true} every access of every
 * operation in every context.
 */
@Tag("once")
@Timeout(value = 12, unit = TimeUnit.HOURS)
class DeathAtEveryAccessTest {
  private static final int TIMES = Integer.getInteger("tandem.sites.times", 1);
  private static final boolean ALL = Boolean.getBoolean("tandem.sites.all");

  /** Only accesses whose name contains that. */
  private static final String ONLY = System.getProperty("tandem.sites.only", "");

  private interface Playing {
    boolean play(Site site) throws Exception;
  }

  private static AccessRig rig;
  private static List<Site> all;

  @BeforeAll
  static void listAccesses() throws Exception {
    rig = new AccessRig();
    all = rig.sites();
  }

  @AfterAll
  static void endVictims() throws InterruptedException {
    rig.close();
  }

  @Test
  void survivorsGoOnWhereverAProcessIsKilled() {
    play("killed at ", all, rig::kill);
  }

  @Test
  void othersGoOnBesideAProcessWhereverItIsStopped() {
    List<Site> stoppable =
        all.stream().filter(site -> AccessScenarios.make(site.scenario()).canBeStopped()).toList();
    play("stopped at ", stoppable, rig::stop);
  }

  private static List<Site> chosen(List<Site> sites, int time) {
    List<Site> chosen = ALL || !ONLY.isEmpty() ? sites : AccessRig.oneOfEachPlace(sites, time);
    return chosen.stream().filter(site -> site.toString().contains(ONLY)).toList();
  }

  private static void play(String title, List<Site> sites, Playing playing) {
    long begin = System.nanoTime();
    List<String> failures = new ArrayList<>();
    List<Site> reached = new ArrayList<>();
    int played = 0;
    for (int time = 0; time < TIMES; time++) {
      for (Site site : chosen(sites, time)) {
        played++;
        try {
          if (playing.play(site)) {
            reached.add(site);
          }
        } catch (Exception | AssertionError e) {
          failures.add(site + "\n  " + e);
          rig.forgetPatient();
        }
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    System.out.println(title + AccessRig.coverage(reached, sites) + ", " + millis + " ms");
    assertThat(failures).as("%s of %s", failures.size(), played).isEmpty();
    assertThat(reached).hasSizeGreaterThan(played / 2);
  }
}
