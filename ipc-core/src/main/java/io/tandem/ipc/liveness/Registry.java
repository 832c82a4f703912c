package io.tandem.ipc.liveness;

import static io.tandem.ipc.liveness.RegistryLayout.BOOT;
import static io.tandem.ipc.liveness.RegistryLayout.DOMAIN;
import static io.tandem.ipc.liveness.RegistryLayout.ENTRIES;
import static io.tandem.ipc.liveness.RegistryLayout.JOINED;
import static io.tandem.ipc.liveness.RegistryLayout.LABEL;
import static io.tandem.ipc.liveness.RegistryLayout.LABEL_BYTES;
import static io.tandem.ipc.liveness.RegistryLayout.LABEL_LENGTH;
import static io.tandem.ipc.liveness.RegistryLayout.PID;
import static io.tandem.ipc.liveness.RegistryLayout.PID_NAMESPACE;
import static io.tandem.ipc.liveness.RegistryLayout.START_TICKS;
import static io.tandem.ipc.liveness.RegistryLayout.STATE;
import static io.tandem.ipc.liveness.RegistryLayout.USED;

import io.tandem.ipc.CorruptSegmentException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.memory.Words;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The words of a registry and the steps on them; knows neither files nor locks nor processes.
 *
 * <p><b>A slot</b> goes through FREE → JOINING → LIVE → LEAVING → LEFT, or ends DEAD from any of
 * the middle three. LEFT and DEAD go to JOINING of the next generation. Every change but the end
 * DEAD is made by the participant that holds the slot's lock; DEAD is set by whoever holds that
 * lock <i>because</i> the participant is gone. Who a participant is stands in plain fields beside
 * the state; they change only while the state is FREE, LEFT or DEAD, so a reader that sees the same
 * state word before and after has read one participant's fields.
 *
 * <p><b>The domain word</b> is either open, with the number of joins so far, or gone, with the one
 * participant that may remove the domain's files. It decides between a participant that joins and
 * one that wants to remove what nobody uses, without either waiting for the other:
 *
 * <ul>
 *   <li>who joins sets its slot LIVE, then adds one to the count; if the word says gone, it has not
 *       joined;
 *   <li>who wants to remove reads the word, then looks at every slot, and if none is LIVE sets the
 *       word from what it read to gone.
 * </ul>
 *
 * <p>If the count went up before the word was read, then the LIVE before it is seen as well. If it
 * goes up after, setting the word fails. So the word never goes to gone under a participant that
 * has joined, and a process that stops between any two steps holds up nobody.
 */
final class Registry {
  /** What a slot's state says. */
  enum State {
    FREE(0),
    /** Has the slot and looks whether the domain can be used. Not a user of the domain yet. */
    JOINING(1),
    LIVE(2),
    /** No user of the domain any more, but still there, perhaps removing files. */
    LEAVING(3),
    LEFT(4),
    DEAD(5);

    private final int code;

    State(int code) {
      this.code = code;
    }

    /** Whether a participant of this state has the slot. */
    boolean isHeld() {
      return this == JOINING || this == LIVE || this == LEAVING;
    }
  }

  /** Who a participant is: fixed for a generation of a slot. */
  record Identity(
      long pid, long startTicks, long pidNamespace, long boot, long joinedMillis, String label) {}

  /** In the order of their codes. */
  private static final State[] STATES = State.values();

  private static final int STATE_SHIFT = 32;
  private static final int TAG_SHIFT = 56;
  private static final long OPEN_TAG = 1;
  private static final long GONE_TAG = 2;
  private static final long COUNT_MASK = (1L << TAG_SHIFT) - 1;

  private final Words words;
  private final int slots;
  private final Path file;

  /**
   * Wraps the memory of a registry that has been checked.
   *
   * @param words at least as long as {@code slots} need
   * @param file for messages
   */
  Registry(Words words, int slots, Path file) {
    this.words = words;
    this.slots = slots;
    this.file = file;
  }

  int slots() {
    return slots;
  }

  // The domain word.

  static long openWord(long joins) {
    return OPEN_TAG << TAG_SHIFT | (joins & COUNT_MASK);
  }

  static long goneWord(int owner) {
    return GONE_TAG << TAG_SHIFT | Integer.toUnsignedLong(owner);
  }

  static boolean isOpen(long domainWord) {
    return domainWord >>> TAG_SHIFT == OPEN_TAG;
  }

  static boolean isGone(long domainWord) {
    return domainWord >>> TAG_SHIFT == GONE_TAG;
  }

  /**
   * Who may remove the files, of a word that says gone. Waiting for one that cannot be removing
   * them would last for ever: nobody, who asks, or one that is LIVE (who takes the right is JOINING
   * or LEAVING, and not LIVE after that).
   *
   * @throws CorruptSegmentException if it is one of those
   */
  int remover(long goneWord, int asking) {
    int owner = (int) goneWord;
    int slot = OwnerWord.slot(owner);
    if (owner == Liveness.NOBODY
        || owner == asking
        || (slot < slots
            && stateWord(slot) == stateWord(State.LIVE, OwnerWord.generation(owner)))) {
      throw corrupt("the domain word says gone, by one that cannot remove it", goneWord);
    }
    return owner;
  }

  /** HANDOFF join: a count seen here shows every slot that was LIVE before it was counted. */
  long domainWord() {
    long word = words.getAcquire(DOMAIN);
    if (!isOpen(word) && !isGone(word)) {
      throw corrupt("the domain word has an unknown tag", word);
    }
    return word;
  }

  /**
   * Counts a participant whose slot is LIVE as joined.
   *
   * @return false if the domain is gone: then it has not joined
   */
  boolean countJoin() {
    for (; ; ) {
      long seen = domainWord();
      if (isGone(seen)) {
        return false;
      }
      // HANDOFF join: the slot's LIVE is visible to whoever sees this count.
      if (words.compareAndSet(DOMAIN, seen, openWord(seen + 1))) {
        return true;
      }
    }
  }

  /**
   * Gives the right to remove the domain's files to {@code owner}.
   *
   * @param seen what the word said before the slots were looked at (open), or a gone word whose
   *     remover is proven dead
   */
  boolean giveUpTo(int owner, long seen) {
    return words.compareAndSet(DOMAIN, seen, goneWord(owner));
  }

  // The slots.

  /**
   * How many slots, from the first on, can have a participant. Read after the domain word, it
   * includes everybody who was counted there.
   */
  int used() {
    long used = words.getAcquire(USED);
    if (used < 0 || used > slots) {
      throw corrupt("more slots are used than there are", used);
    }
    return (int) used;
  }

  /** Makes slots known as used, before the first of them becomes LIVE. */
  void raiseUsed(int atLeast) {
    for (long seen = used(); seen < atLeast; seen = used()) {
      words.compareAndSet(USED, seen, atLeast);
    }
  }

  static State state(long stateWord) {
    return STATES[(int) (stateWord >>> STATE_SHIFT)];
  }

  static int generation(long stateWord) {
    return (int) stateWord & OwnerWord.LAST_GENERATION;
  }

  static long stateWord(State state, int generation) {
    return (long) state.code << STATE_SHIFT | generation;
  }

  private static long entry(int slot) {
    return ENTRIES + slot * RegistryLayout.ENTRY.sizeBytes();
  }

  /** HANDOFF identity: shows the fields of the generation that it names. */
  long stateWord(int slot) {
    long word = words.getAcquire(entry(slot) + STATE);
    if (Long.compareUnsigned(word >>> STATE_SHIFT, STATES.length) >= 0
        || generation(word) != (int) word) {
      throw corrupt("slot " + slot + " has an unknown state", word);
    }
    return word;
  }

  private CorruptSegmentException corrupt(String what, long word) {
    return new CorruptSegmentException(
        Problem.of("The registry of a domain is damaged: " + what)
            .file(file)
            .fact("value", "0x" + Long.toHexString(word))
            .next("Stop the processes that use this domain and delete its directory"));
  }

  boolean change(int slot, long from, State to) {
    return words.compareAndSet(entry(slot) + STATE, from, stateWord(to, generation(from)));
  }

  /**
   * Takes a slot for a new participant. The caller holds the slot's lock, and its state is FREE,
   * LEFT or DEAD.
   *
   * @return the new participant's owner word
   */
  int take(int slot, Identity identity, State first) {
    raiseUsed(slot + 1);
    long at = entry(slot);
    int generation = generation(words.getAcquire(at + STATE)) + 1;
    words.fullFence(); // who sees one of the fields below sees that the old generation is over
    byte[] label = identity.label().getBytes(StandardCharsets.UTF_8);
    words.setPlain(at + PID, identity.pid());
    words.setPlain(at + START_TICKS, identity.startTicks());
    words.setPlain(at + PID_NAMESPACE, identity.pidNamespace());
    words.setPlain(at + BOOT, identity.boot());
    words.setPlain(at + JOINED, identity.joinedMillis());
    words.setPlain(at + LABEL_LENGTH, Math.min(label.length, LABEL_BYTES));
    words.writeBytes(at + LABEL, label, 0, Math.min(label.length, LABEL_BYTES));
    // HANDOFF identity: the fields are visible to whoever sees the new generation.
    words.setVolatile(at + STATE, stateWord(first, generation));
    return OwnerWord.of(slot, generation);
  }

  /** Who has a slot, or null if its state word is not {@code expected} any more. */
  Identity identity(int slot, long expected) {
    long at = entry(slot);
    if (words.getAcquire(at + STATE) != expected) {
      return null;
    }
    long pid = words.getPlain(at + PID);
    long startTicks = words.getPlain(at + START_TICKS);
    long pidNamespace = words.getPlain(at + PID_NAMESPACE);
    long boot = words.getPlain(at + BOOT);
    long joined = words.getPlain(at + JOINED);
    long labelLength = words.getPlain(at + LABEL_LENGTH);
    byte[] label = new byte[(int) Math.max(0, Math.min(labelLength, LABEL_BYTES))];
    words.readBytes(at + LABEL, label, 0, label.length);
    words.acquireFence();
    return words.getPlain(at + STATE) == expected
        ? new Identity(pid, startTicks, pidNamespace, boot, joined, Labels.printable(label))
        : null;
  }
}
