package io.tandem.ipc.liveness;

import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.os.ProcessId.Presence;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The words of a registry are damaged between the steps of its protocol. Whatever they say, a step
 * ends: with a result, with {@link io.tandem.ipc.CorruptSegmentException}, or by waiting for one
 * that is alive and may indeed be removing the domain.
 */
final class RegistryWordsFuzz {
  private static final int SLOTS = 8;
  private static final int INPUTS_PER_LIFE = 12;
  private static final Path FILE = Path.of("/domain/.registry");
  private static final int SIZE = (int) RegistryLayout.sizeBytes(SLOTS);
  private static final List<Damage.Field> FIELDS =
      Damage.fields("", RegistryLayout.LAYOUT, 0, SLOTS, RegistryLayout.ENTRY.sizeBytes());

  private final Fuzz fuzz;
  private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
  private final Words words = new MappedWords(memory, 0);

  private RegistryWordsFuzz(Fuzz fuzz) {
    this.fuzz = fuzz;
  }

  /** Arguments: seed, inputs. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    fuzz.run(Long.parseLong(link.argument(1)), new RegistryWordsFuzz(fuzz)::live);
    fuzz.finish(FILE);
  }

  private void live(SplittableRandom random) throws Exception {
    words.clear(0, SIZE);
    words.setPlain(RegistryLayout.DOMAIN, Registry.openWord(0));
    Registry registry = new Registry(words, SLOTS, FILE);
    FakeWitness witness = new FakeWitness();
    int[] owners = new int[5];
    for (int slot = 0; slot < owners.length; slot++) {
      for (int generation = random.nextInt(1, 4); generation > 0; generation--) {
        owners[slot] = registry.take(slot, identity(random), anyOf(random, State.values()));
      }
      if (random.nextBoolean()) {
        witness.heldByOthers.add(slot);
      }
    }
    Verdict verdict = new Verdict(registry, witness, FILE, () -> 0);
    Damage damage = new Damage(Damage.Memory.of(memory), FIELDS, random);
    fuzz.state(damage);
    for (int input = 0; input < INPUTS_PER_LIFE; input++) {
      fuzz.input();
      damage.strike();
      witness.presence = anyOf(random, Presence.values());
      int slot = random.nextInt(SLOTS);
      switch (random.nextInt(6)) {
        case 0 -> fuzz.attempt("identity", () -> readAll(registry));
        case 1 -> fuzz.attempt("isDead", () -> verdict.isDead(owners[slot % owners.length]));
        case 2 -> fuzz.attempt("isDead of any", () -> verdict.isDead(random.nextInt()));
        case 3 -> fuzz.attempt("take", () -> registry.take(slot, identity(random), State.JOINING));
        default -> attend(random, registry, verdict, slot);
      }
    }
  }

  private static <T> T anyOf(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static Identity identity(SplittableRandom random) {
    return new Identity(random.nextInt(100), random.nextInt(100), 1, 1, 0, "label");
  }

  /** What a list of participants reads. */
  private static void readAll(Registry registry) {
    int used = registry.used();
    for (int slot = 0; slot < used; slot++) {
      long word = registry.stateWord(slot);
      Identity identity = registry.identity(slot, word);
      if (identity != null) {
        new ProcessId(
                identity.pid(), identity.startTicks(), identity.pidNamespace(), identity.boot())
            .look();
      }
    }
  }

  private void attend(SplittableRandom random, Registry registry, Verdict verdict, int slot)
      throws Exception {
    int[] self = new int[1];
    boolean taken =
        fuzz.attempt(
            "take a slot",
            () -> {
              State first = random.nextBoolean() ? State.JOINING : State.LIVE;
              self[0] = registry.take(slot, identity(random), first);
            });
    if (!taken || OwnerWord.generation(self[0]) == 0) {
      return; // a slot whose generations are used up is never taken
    }
    World world = new World(random, registry, verdict, self[0]);
    Attendance attendance =
        new Attendance(registry, self[0], random.nextBoolean(), world, Steps.NOBODY_LISTENS);
    fuzz.attempt(
        "attend",
        () -> {
          try {
            switch (random.nextInt(3)) {
              case 0 -> attendance.join();
              case 1 -> attendance.removeUnused();
              default -> attendance.leave();
            }
          } catch (Waits e) {
            e.check(registry);
          }
        });
  }

  /** Said instead of waiting, as nobody else changes anything. */
  private static final class Waits extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int self;
    private final int remover;
    private final boolean dead;

    Waits(int self, int remover, boolean dead) {
      super("waits for " + OwnerWord.describe(remover), null, false, false);
      this.self = self;
      this.remover = remover;
      this.dead = dead;
    }

    void check(Registry registry) {
      State state = Registry.state(registry.stateWord(OwnerWord.slot(remover)));
      if (remover == self || dead || (state != State.JOINING && state != State.LEAVING)) {
        throw new AssertionError(
            OwnerWord.describe(self) + " " + getMessage() + ", which is " + state);
      }
    }
  }

  private record World(SplittableRandom random, Registry registry, Verdict verdict, int self)
      implements Attendance.World {
    @Override
    public boolean isDead(int owner) {
      return owner != Liveness.NOBODY && owner != self && verdict.isDead(owner);
    }

    @Override
    public boolean isCurrent() {
      return random.nextInt(4) != 0;
    }

    @Override
    public void checkParameters() {}

    @Override
    public void remove() {}

    @Override
    public void pauseFor(int remover) {
      throw new Waits(self, remover, isDead(remover));
    }
  }
}
