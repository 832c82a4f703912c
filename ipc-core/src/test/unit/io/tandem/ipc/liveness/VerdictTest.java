package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.ProcessId.Presence;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final Path FILE = Path.of("/domain/.registry");
  private static final int SLOTS = 8;
  private static final int SLOT = 3;
  private static final Identity IDENTITY = new Identity(4711, 1, 2, 3, 0, "worker-2");

  private final Words words =
      new MappedWords(ByteBuffer.allocateDirect((int) RegistryLayout.sizeBytes(SLOTS)), 0);
  private final Registry registry = new Registry(words, SLOTS, FILE);
  private final FakeWitness witness = new FakeWitness();
  private final long[] nanos = {0};
  private final Verdict verdict = new Verdict(registry, witness, FILE, () -> nanos[0]);

  private final Logger logger = Logger.getLogger(Verdict.class.getName());
  private final Collector log = new Collector();
  private int owner;

  @BeforeEach
  void joinOne() {
    logger.addHandler(log);
    logger.setUseParentHandlers(false);
    owner = registry.take(SLOT, IDENTITY, State.LIVE);
  }

  @AfterEach
  void stopLogging() {
    logger.removeHandler(log);
    logger.setUseParentHandlers(true);
  }

  @ParameterizedTest
  @EnumSource(Presence.class)
  void whoHoldsItsLockIsAliveWhateverTheProcessTableSays(Presence presence) {
    witness.heldByOthers.add(SLOT);
    witness.presence = presence;

    assertThat(verdict.isDead(owner)).isFalse();
    assertThat(Registry.state(registry.stateWord(SLOT))).isEqualTo(State.LIVE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Presence.class,
      names = {"ZOMBIE", "GONE", "OTHER_NAMESPACE", "UNKNOWN"})
  void whoLostItsLockIsDeadUnlessTheProcessTableShowsItRunning(Presence presence) {
    witness.presence = presence;

    assertThat(verdict.isDead(owner)).isTrue();
    assertThat(Registry.state(registry.stateWord(SLOT))).isEqualTo(State.DEAD);
  }

  @Test
  void whoLostItsLockButRunsIsAliveAndTheDisagreementIsLoggedOnceWhenItLasts() {
    witness.presence = Presence.RUNNING;

    assertThat(verdict.isDead(owner)).isFalse();
    nanos[0] += 999_000_000L;
    assertThat(verdict.isDead(owner)).isFalse();
    assertThat(log.messages).isEmpty();

    nanos[0] += 2_000_000L;
    assertThat(verdict.isDead(owner)).isFalse();
    nanos[0] += 9_000_000_000L;
    assertThat(verdict.isDead(owner)).isFalse();

    assertThat(log.messages)
        .containsExactly(
            "Process 4711 (worker-2) runs, but has lost its lock on slot 3 of /domain/.registry:"
                + " something closed a descriptor of the domain's lock file in that process. It is"
                + " treated as alive.");
  }

  @Test
  void aDisagreementThatEndsIsNoObstacle() {
    witness.presence = Presence.RUNNING;
    assertThat(verdict.isDead(owner)).isFalse();
    witness.presence = Presence.ZOMBIE;

    assertThat(verdict.isDead(owner)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"JOINING", "LIVE", "LEAVING"})
  void deathIsProvenInEveryStateThatHasASlot(State state) {
    registry.change(SLOT, registry.stateWord(SLOT), state);
    witness.presence = Presence.GONE;

    assertThat(verdict.isDead(owner)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"LEFT", "DEAD"})
  void whatIsOnRecordNeedsNoProof(State state) {
    registry.change(SLOT, registry.stateWord(SLOT), state);
    witness.heldByOthers.add(SLOT);

    assertThat(verdict.isDead(owner)).isTrue();
  }

  @Test
  void anEarlierGenerationIsDeadForEverAndTheLaterOneAlive() {
    registry.change(SLOT, registry.stateWord(SLOT), State.LEFT);
    int later = registry.take(SLOT, IDENTITY, State.LIVE);
    witness.heldByOthers.add(SLOT);

    assertThat(verdict.isDead(owner)).isTrue();
    assertThat(verdict.isDead(later)).isFalse();
  }

  @Test
  void aLockThatIsHeldForAMomentToProbeItIsWaitedFor() {
    witness.presence = Presence.GONE;
    witness.heldByOthers.add(SLOT);
    witness.afterLook = () -> witness.heldByOthers.remove(SLOT);

    assertThat(verdict.isDead(owner)).isTrue();
    assertThat(Registry.state(registry.stateWord(SLOT))).isEqualTo(State.DEAD);
  }

  @Test
  void whoIsStoppedWithTheLockInHandKeepsItsOwnerAlive() {
    witness.presence = Presence.GONE;
    witness.heldByOthers.add(SLOT);

    assertThat(verdict.isDead(owner)).isFalse();
    assertThat(Registry.state(registry.stateWord(SLOT))).isEqualTo(State.LIVE);
  }

  @Test
  void aSlotThatIsTakenBetweenProofAndRecordKeepsItsNewParticipant() {
    witness.presence = Presence.GONE;
    int[] next = new int[1];
    witness.afterLook =
        () -> {
          registry.change(SLOT, registry.stateWord(SLOT), State.DEAD);
          next[0] = registry.take(SLOT, IDENTITY, State.LIVE);
        };

    assertThat(verdict.isDead(owner)).isTrue();
    assertThat(registry.stateWord(SLOT))
        .isEqualTo(Registry.stateWord(State.LIVE, OwnerWord.generation(next[0])));
  }

  @Test
  void anOwnerWordThatNobodyEverHadIsDamage() {
    assertThatThrownBy(() -> verdict.isDead(OwnerWord.of(SLOT, 2)))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("An owner word was read that no participant of this domain ever had")
        .hasMessageContaining("owner word 0x2003, which is slot 3, generation 2")
        .hasMessageContaining("while that slot is at generation 1")
        .hasMessageContaining("[/domain/.registry]")
        .hasMessageContaining("unlink it and create it anew");
    assertThatThrownBy(() -> verdict.isDead(OwnerWord.of(SLOTS, 1)))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("while the domain has slots 0 to 7");
    assertThatThrownBy(() -> verdict.isDead(OwnerWord.of(SLOT, 0)))
        .isInstanceOf(CorruptSegmentException.class);
  }

  private static final class Collector extends Handler {
    final List<String> messages = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      messages.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
