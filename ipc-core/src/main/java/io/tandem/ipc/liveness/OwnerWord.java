package io.tandem.ipc.liveness;

/**
 * The 32 bits that name a participant: slot in the low 12, generation in the high 20.
 *
 * <p>A slot's generation grows with every participant that takes it and never wraps: a slot whose
 * generations are used up is not used again. So no two participants of one registry ever have the
 * same word.
 */
public final class OwnerWord {
  /** How many bits number the slot. */
  public static final int SLOT_BITS = 12;

  /** The most slots that a domain can have. */
  public static final int MAX_SLOTS = 1 << SLOT_BITS;

  /** The last generation of a slot. */
  static final int LAST_GENERATION = (1 << (Integer.SIZE - SLOT_BITS)) - 1;

  private OwnerWord() {}

  static int of(int slot, int generation) {
    return generation << SLOT_BITS | slot;
  }

  /** The slot, 0 to {@link #MAX_SLOTS} − 1; no two living participants of a domain share one. */
  public static int slot(int owner) {
    return owner & (MAX_SLOTS - 1);
  }

  /** The generation, from 1 on; 0 only in the word that means nobody. */
  public static int generation(int owner) {
    return owner >>> SLOT_BITS;
  }

  /** For people: {@code slot 3, generation 1}. */
  static String describe(int owner) {
    return "slot " + slot(owner) + ", generation " + generation(owner);
  }
}
