package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every order in which slots are taken, and what others read of them meanwhile. */
@Tag("model")
class RegistryModelTest {
  private static final int SLOTS = 3;
  private static final Path FILE = Path.of("/model/.registry");

  private static Registry registry(ModelProcess me) {
    return new Registry(me.words(), SLOTS, FILE);
  }

  /** All fields of a generation say which one it is. */
  private static Identity identity(int generation) {
    return new Identity(generation, generation, generation, generation, generation, "");
  }

  /**
   * Whoever has a slot, its identity is read whole or not at all, on a machine that reorders what
   * it may. (Of who has left, parts may be left: nobody asks for them but to show them.)
   */
  @Test
  void whoReadsAnIdentityReadsThatOfItsGeneration() {
    ModelCheck.named("identities")
        .memory(MemoryModel.WEAK_STORES)
        .earlyLoads(true)
        .memory((int) RegistryLayout.sizeBytes(SLOTS))
        .label(0, RegistryLayout.LAYOUT, SLOTS)
        .setup(words -> new Registry(words, SLOTS, FILE).take(1, identity(1), State.JOINING))
        .kills(1)
        .process(
            "leaves, and the next one comes",
            me -> {
              registry(me).change(1, Registry.stateWord(State.JOINING, 1), State.LEFT);
              registry(me).take(1, identity(2), State.JOINING);
            })
        .process(
            "onlooker",
            me -> {
              requireWhole(me, 1);
              requireWhole(me, 2);
            })
        .run();
  }

  private static void requireWhole(ModelProcess me, int generation) {
    long joining = Registry.stateWord(State.JOINING, generation);
    Identity found = registry(me).identity(1, joining);
    assertThat(found == null || found.equals(identity(generation)))
        .as("generation %s is %s", generation, found)
        .isTrue();
  }

  @Test
  void slotsThatAreTakenAtTheSameTimeAreAllSeen() {
    ModelCheck.named("slots taken")
        .memory(MemoryModel.STORE_BUFFERS)
        .memory((int) RegistryLayout.sizeBytes(SLOTS))
        .label(0, RegistryLayout.LAYOUT, SLOTS)
        .process("first", me -> registry(me).take(1, identity(1), State.JOINING))
        .process("second", me -> registry(me).take(2, identity(1), State.JOINING))
        .always(
            view -> {
              Registry registry = new Registry(view.words(), SLOTS, FILE);
              for (int slot = 0; slot < SLOTS; slot++) {
                boolean taken = Registry.state(registry.stateWord(slot)) != State.FREE;
                assertThat(slot < registry.used() || !taken).as("slot %s is known", slot).isTrue();
              }
            })
        .run();
  }
}
