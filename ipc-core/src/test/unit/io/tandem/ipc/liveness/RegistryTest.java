package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final int SLOTS = 4;
  private static final Identity IDENTITY = new Identity(4711, 22, 33, 44, 55, "wörker");

  private final Words words =
      new MappedWords(ByteBuffer.allocateDirect((int) RegistryLayout.sizeBytes(SLOTS)), 0);
  private final Registry registry = new Registry(words, SLOTS, Path.of("/domain/.registry"));

  @BeforeEach
  void open() {
    words.setVolatile(RegistryLayout.DOMAIN, Registry.openWord(0));
  }

  @Test
  void layoutIsPinned() {
    assertThat(RegistryLayout.LAYOUT.fields())
        .extracting(Layout.Field::name, Layout.Field::offset)
        .containsExactly(
            field("magic", 0),
            field("version", 8),
            field("id", 16),
            field("size", 24),
            field("slots", 32),
            field("retention", 40),
            field("directoryMade", 48),
            field("created", 56),
            field("checksum", 64),
            field("domain", 128),
            field("used", 136),
            field("participants", 256));
    assertThat(RegistryLayout.ENTRY.fields())
        .extracting(Layout.Field::name, Layout.Field::offset)
        .containsExactly(
            field("state", 0),
            field("pid", 8),
            field("startTicks", 16),
            field("pidNamespace", 24),
            field("boot", 32),
            field("joined", 40),
            field("labelLength", 48),
            field("label", 56));
    assertThat(RegistryLayout.ENTRY.sizeBytes()).isEqualTo(128);
    assertThat(RegistryLayout.sizeBytes(1024)).isEqualTo(131_328);
    assertThat(RegistryLayout.VERSION).isOne();
  }

  private static Tuple field(String name, long offset) {
    return tuple(name, offset);
  }

  @Test
  void takingASlotTellsWhoHasItAndRaisesItsGeneration() {
    int first = registry.take(2, IDENTITY, State.LIVE);

    assertThat(first).isEqualTo(OwnerWord.of(2, 1));
    assertThat(registry.identity(2, registry.stateWord(2))).isEqualTo(IDENTITY);

    registry.change(2, registry.stateWord(2), State.LEFT);
    int second = registry.take(2, new Identity(1, 2, 3, 4, 5, "x"), State.JOINING);

    assertThat(second).isEqualTo(OwnerWord.of(2, 2));
    assertThat(Registry.state(registry.stateWord(2))).isEqualTo(State.JOINING);
    assertThat(registry.identity(2, registry.stateWord(2)).label()).isEqualTo("x");
  }

  @Test
  void usedSlotsAreCountedUpToTheHighestOne() {
    assertThat(registry.used()).isZero();
    registry.take(2, IDENTITY, State.LIVE);
    assertThat(registry.used()).isEqualTo(3);
    registry.take(0, IDENTITY, State.LIVE);
    assertThat(registry.used()).isEqualTo(3);

    words.setVolatile(RegistryLayout.USED, SLOTS + 1);
    assertThatThrownBy(registry::used)
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("more slots are used than there are");
  }

  @Test
  void identityIsNotGivenForAStateThatHasPassed() {
    registry.take(2, IDENTITY, State.LIVE);
    long live = registry.stateWord(2);
    registry.change(2, live, State.LEFT);

    assertThat(registry.identity(2, live)).isNull();
  }

  @Test
  void changeFailsWhenTheStateIsAnother() {
    registry.take(2, IDENTITY, State.LIVE);
    long live = registry.stateWord(2);

    assertThat(registry.change(2, live, State.DEAD)).isTrue();
    assertThat(registry.change(2, live, State.LEAVING)).isFalse();
    assertThat(Registry.state(registry.stateWord(2))).isEqualTo(State.DEAD);
  }

  @Test
  void joinCountedAfterTheSlotsWereLookedAtKeepsTheDomain() {
    long seen = registry.domainWord();

    assertThat(registry.countJoin()).isTrue();

    assertThat(registry.giveUpTo(OwnerWord.of(1, 1), seen)).isFalse();
    assertThat(Registry.isGone(registry.domainWord())).isFalse();
  }

  @Test
  void nobodyJoinsADomainThatIsGone() {
    int remover = OwnerWord.of(SLOTS - 1, OwnerWord.LAST_GENERATION);

    assertThat(registry.giveUpTo(remover, registry.domainWord())).isTrue();

    assertThat(registry.countJoin()).isFalse();
    assertThat(Registry.isGone(registry.domainWord())).isTrue();
    assertThat(registry.remover(registry.domainWord(), 1)).isEqualTo(remover);
  }

  @Test
  void rightToRemoveIsTakenOverByOneOnly() {
    registry.giveUpTo(OwnerWord.of(1, 1), registry.domainWord());
    long gone = registry.domainWord();

    assertThat(registry.giveUpTo(OwnerWord.of(2, 1), gone)).isTrue();
    assertThat(registry.giveUpTo(OwnerWord.of(3, 1), gone)).isFalse();
    assertThat(registry.remover(registry.domainWord(), 1)).isEqualTo(OwnerWord.of(2, 1));
  }

  @Test
  void nobodyWaitsForOneThatCannotBeRemovingTheDomain() {
    int live = registry.take(1, IDENTITY, State.LIVE);
    int leaving = registry.take(2, IDENTITY, State.LEAVING);
    int asking = registry.take(3, IDENTITY, State.JOINING);

    assertThat(registry.remover(Registry.goneWord(leaving), asking)).isEqualTo(leaving);
    for (int impossible : new int[] {Liveness.NOBODY, live, asking}) {
      assertThatThrownBy(() -> registry.remover(Registry.goneWord(impossible), asking))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining(
              "The registry of a domain is damaged: the domain word says gone, by one that cannot"
                  + " remove it")
          .hasMessageContaining("value 0x" + Long.toHexString(Registry.goneWord(impossible)));
    }
  }

  @Test
  void damagedWordsAreReportedAndNotUsed() {
    words.setVolatile(RegistryLayout.DOMAIN, 0x7f00_0000_0000_0000L);
    words.setVolatile(RegistryLayout.ENTRIES + RegistryLayout.STATE, 77L << 32);

    assertThatThrownBy(registry::domainWord)
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("the domain word has an unknown tag")
        .hasMessageContaining("value 0x7f00000000000000")
        .hasMessageContaining("[/domain/.registry]")
        .hasMessageContaining("Stop the processes that use this domain and delete its directory");
    assertThatThrownBy(() -> registry.stateWord(0))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("slot 0 has an unknown state");
  }

  @Test
  void labelFromMemoryIsBoundedAndPrintable() {
    registry.take(0, new Identity(1, 1, 1, 1, 1, "x".repeat(100)), State.LIVE);
    assertThat(registry.identity(0, registry.stateWord(0)).label()).hasSize(72);

    words.setPlain(RegistryLayout.ENTRIES + RegistryLayout.LABEL_LENGTH, Long.MAX_VALUE);
    words.writeByte(RegistryLayout.ENTRIES + RegistryLayout.LABEL, (byte) 27);
    assertThat(registry.identity(0, registry.stateWord(0)).label()).startsWith("?x").hasSize(72);

    words.setPlain(RegistryLayout.ENTRIES + RegistryLayout.LABEL_LENGTH, -1);
    assertThat(registry.identity(0, registry.stateWord(0)).label()).isEmpty();
  }
}
