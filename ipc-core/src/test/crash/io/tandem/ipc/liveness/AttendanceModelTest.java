package io.tandem.ipc.liveness;

import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.testkit.MemoryModel;
import io.tandem.ipc.testkit.ModelBody;
import io.tandem.ipc.testkit.ModelCheck;
import io.tandem.ipc.testkit.ModelProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every order in which participants can join, leave, be killed and be stopped around the removal of
 * a domain. What must hold, at every moment of every order:
 *
 * <ol>
 *   <li>Who has joined and not yet begun to leave finds its domain's files in place.
 *   <li>Files are deleted by one living participant at a time, and only while the registry's name
 *       leads to the registry that is gone, so never those of a later domain.
 *   <li>When all have left, nothing is left; when some were killed, the next one that joins finds
 *       or makes an empty domain.
 *   <li>Nobody waits for anybody but one that joins for one that removes.
 * </ol>
 */
@Tag("model")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AttendanceModelTest {
  private static final int SLOTS = 8;
  private static final Path FILE = Path.of("/model/.registry");

  /** What the registry's name leads to: {@link #OURS}, nothing, or a later registry. */
  private static final long NAME = RegistryLayout.sizeBytes(SLOTS);

  private static final long REMOVER = NAME + Layout.LINE_BYTES;
  private static final int MEMORY = (int) (REMOVER + Layout.LINE_BYTES);

  private static final long OURS = 1;
  private static final long NOTHING = 0;
  private static final long LATER = 2;

  /** Thrown where one that joins would wait for a remover that stands still. */
  private static final class HeldUp extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void membersLeaveWhileAnotherJoins(MemoryModel memory) {
    check("two leave, one joins", memory)
        .process("leaves", member(1))
        .process("leaves too", member(2))
        .process("joins", joiner(3))
        .setup(words -> prepare(words, State.LIVE, State.LIVE, State.JOINING))
        .atEnd(view -> requireRemoved(view.words()))
        .run();
  }

  @Test
  void membersLeaveWhileAnotherJoinsAndAnyTwoAreKilled() {
    check("two leave, one joins, kills", MemoryModel.SEQUENTIAL)
        .process("leaves", member(1))
        .process("leaves too", member(2))
        .process("joins", joiner(3))
        .kills(2)
        .afterwards("next", joiner(4))
        .setup(words -> prepare(words, State.LIVE, State.LIVE, State.JOINING, State.JOINING))
        .atEnd(view -> requireRemoved(view.words()))
        .run();
  }

  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void severalJoinADomainWhoseUsersWereAllKilled(MemoryModel memory) {
    check("two join after all were killed", memory)
        .process("joins", newcomer(1))
        .process("joins too", newcomer(2))
        .kills(1)
        .afterwards("next", newcomer(3))
        .setup(words -> prepare(words, State.JOINING, State.JOINING, State.JOINING))
        .atEnd(view -> requireRemoved(view.words()))
        .run();
  }

  @Test
  void oneJoinsAsTheOnlyOneItSawIsKilledAndAnotherFindsNobody() {
    check("the only one is killed", MemoryModel.SEQUENTIAL)
        .process("stays", me -> new Participation(me, 1, false).use())
        .process("joins", joiner(2))
        .process("joins too", joiner(3))
        .kills(1)
        .setup(words -> prepare(words, State.LIVE, State.JOINING, State.JOINING))
        .atEnd(
            view ->
                require(
                    view.isKilled("stays") || view.words().getPlain(NAME) == OURS,
                    "removed although one has not left"))
        .run();
  }

  @Test
  void whoStandsStillHoldsUpOnlyThoseThatJoinWhatItRemoves() {
    check("stops", MemoryModel.SEQUENTIAL)
        .process("leaves", member(1))
        .process("leaves too", member(2))
        .process("joins", joiner(3, true))
        .stops(1)
        .kills(1)
        .setup(words -> prepare(words, State.LIVE, State.LIVE, State.JOINING))
        .run();
  }

  private static ModelCheck check(String name, MemoryModel memory) {
    return ModelCheck.named(name)
        .memory(MEMORY)
        .memory(memory)
        .label(0, RegistryLayout.LAYOUT, SLOTS)
        .label(NAME, Long.BYTES, "name")
        .label(REMOVER, Long.BYTES, "remover");
  }

  /** Slots from 1 on, each of generation 1, as the checker numbers its processes. */
  private static void prepare(Words words, State... states) {
    for (int i = 0; i < states.length; i++) {
      long at = RegistryLayout.ENTRIES + (i + 1) * RegistryLayout.ENTRY.sizeBytes();
      words.setPlain(at + RegistryLayout.STATE, Registry.stateWord(states[i], 1));
    }
    words.setPlain(RegistryLayout.DOMAIN, Registry.openWord(1));
    // Members are there first; who joins makes its slot known before anything else.
    long members = Arrays.stream(states).takeWhile(state -> state == State.LIVE).count();
    words.setPlain(RegistryLayout.USED, members == 0 ? 0 : members + 1);
    words.setPlain(NAME, OURS);
  }

  private static void requireRemoved(Words words) {
    require(words.getPlain(NAME) != OURS, "the domain is still there");
    require(words.getPlain(REMOVER) == Liveness.NOBODY, "somebody has not finished removing");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static ModelBody member(int slot) {
    return me -> {
      Participation participation = new Participation(me, slot, false);
      participation.use();
      participation.leave();
    };
  }

  private static ModelBody joiner(int slot) {
    return joiner(slot, false);
  }

  /** One that finds nobody, so must not join what is left of those who were killed. */
  private static ModelBody newcomer(int slot) {
    return me -> {
      Participation participation = new Participation(me, slot, false);
      participation.registry.raiseUsed(slot + 1);
      require(!participation.attendance.join(), "joined the domain of the killed");
      participation.release();
      participation.makeLaterDomain();
    };
  }

  /** If others may be stopped, gives up where it would wait for one that removes. */
  private static ModelBody joiner(int slot, boolean othersMayBeStopped) {
    return me -> {
      Participation participation = new Participation(me, slot, othersMayBeStopped);
      participation.registry.raiseUsed(slot + 1);
      try {
        if (participation.attendance.join()) {
          participation.use();
          participation.leave();
        } else {
          participation.release();
          participation.makeLaterDomain();
        }
      } catch (HeldUp e) {
        participation.release();
      }
    };
  }

  /** A participant whose locks are the checker's word on who is dead. */
  private static final class Participation implements Attendance.World {
    private final ModelProcess me;
    private final Words words;
    private final Registry registry;
    private final int slot;
    private final boolean mayBeStopped;
    private final Attendance attendance;

    Participation(ModelProcess me, int slot, boolean mayBeStopped) {
      require(me.owner() == OwnerWord.of(slot, 1), "the checker numbers otherwise");
      this.me = me;
      this.words = me.words();
      this.registry = new Registry(words, SLOTS, FILE);
      this.slot = slot;
      this.mayBeStopped = mayBeStopped;
      this.attendance = new Attendance(registry, me.owner(), false, this, Steps.NOBODY_LISTENS);
    }

    void use() {
      require(words.getAcquire(NAME) == OURS, "domain removed under one that uses it");
    }

    void leave() {
      require(attendance.leave(), "declared dead while alive");
      release();
    }

    void release() {
      long word = registry.stateWord(slot);
      require(Registry.state(word).isHeld(), "declared dead while alive");
      registry.change(slot, word, State.LEFT);
    }

    /** What one does that found its domain gone: start again, so make the next one. */
    void makeLaterDomain() {
      words.compareAndSet(NAME, NOTHING, LATER);
    }

    @Override
    public boolean isDead(int owner) {
      int other = OwnerWord.slot(owner);
      long word = registry.stateWord(other);
      if (Registry.state(word).isHeld() && !me.liveness().isDead(owner)) {
        return false;
      }
      if (Registry.state(word).isHeld()) {
        registry.change(other, word, State.DEAD);
      }
      return true;
    }

    @Override
    public boolean isCurrent() {
      return words.getAcquire(NAME) == OURS;
    }

    @Override
    public void checkParameters() {}

    @Override
    public void remove() {
      if (!isCurrent()) {
        return;
      }
      long before = words.getAcquire(REMOVER);
      require(
          before == Liveness.NOBODY || me.liveness().isDead((int) before),
          "two remove at the same time");
      require(words.compareAndSet(REMOVER, before, me.owner()), "two remove at the same time");
      require(words.getAcquire(NAME) == OURS, "deletes objects of a later domain");
      words.setVolatile(REMOVER, Liveness.NOBODY);
      require(words.compareAndSet(NAME, OURS, NOTHING), "deletes the name of a later domain");
    }

    @Override
    public void pauseFor(int remover) {
      if (mayBeStopped) {
        throw new HeldUp();
      }
      me.pause();
    }
  }
}
