package io.tandem.ipc.liveness;

/**
 * What a protocol may ask about the processes of its domain.
 *
 * <p>A process is named by its <b>owner word</b>: slot (12 bits) and generation (20 bits) in the
 * low 32 bits, 0 = nobody. A generation is never used again, so the word of a dead process stays
 * recognisable for ever.
 */
public interface Liveness {
  /** The owner word that means nobody. */
  int NOBODY = 0;

  /** The owner word of this process. Never {@link #NOBODY}. */
  int self();

  /**
   * Whether that owner is proven dead: its slot has a later generation or is marked dead, or the
   * kernel has released its lock and its process is gone. Never a guess: a stopped, paused or slow
   * process is alive, and so is one for which the two proofs disagree. {@code false} for {@link
   * #NOBODY} and for this process. Once {@code true}, {@code true} for ever.
   *
   * <p>Costs a load when the death is already on record, a system call or two otherwise: ask when
   * something looks stuck, not on a fast path.
   */
  boolean isDead(int owner);

  /** Names an owner for a message, for example {@code process 4711 (worker-2)}. */
  String describe(int owner);
}
