package io.tandem.ipc.liveness;

import io.tandem.ipc.liveness.Registry.State;

/**
 * How a participant that has a slot comes to use a domain, stops using it, and removes one that
 * nobody uses: all that several participants decide at the same time. Knows neither files nor
 * locks, so that every order of its steps can be tried on model memory.
 *
 * <p>{@link Membership} tells the protocol as a whole, {@link Registry} why the decision is safe.
 *
 * <p>Not thread-safe: one thread at a time acts for a participant.
 */
final class Attendance {
  /** The world around. */
  interface World {
    /** As {@link Liveness#isDead}. */
    boolean isDead(int owner);

    /** Whether the registry's name still leads to this registry. */
    boolean isCurrent();

    /** Called before this participant becomes LIVE in a domain that others use; may throw. */
    void checkParameters();

    /**
     * Deletes the domain's files if the registry's name still leads to this registry, the name
     * last. Called by exactly one living participant.
     */
    void remove();

    /** Waits for a moment for another participant to finish removing; may throw. */
    void pauseFor(int remover);
  }

  private final Registry registry;
  private final int self;
  private final boolean keepsObjects;
  private final World world;
  private final Steps steps;

  /**
   * For a participant that is JOINING, or LIVE and counted.
   *
   * @param keepsObjects whether the domain stays when nobody uses it
   */
  Attendance(Registry registry, int self, boolean keepsObjects, World world, Steps steps) {
    this.registry = registry;
    this.self = self;
    this.keepsObjects = keepsObjects;
    this.world = world;
    this.steps = steps;
  }

  /**
   * Comes to use the domain, from JOINING to LIVE.
   *
   * @return false if the domain is gone, and now removed as well
   */
  boolean join() {
    for (; ; ) {
      // Read before the slots are looked at, see Registry.
      long word = registry.domainWord();
      if (Registry.isGone(word)) {
        awaitRemoval(word);
        return false;
      }
      if (keepsObjects || somebodyLives()) {
        world.checkParameters();
        steps.at("join: others seen");
        if (!become(State.JOINING, State.LIVE)) {
          return false;
        }
        steps.at("join: live");
        if (registry.countJoin()) {
          steps.at("join: counted");
          return true;
        }
        become(State.LIVE, State.JOINING);
      } else if (takeRightToRemove(word)) {
        return false;
      }
    }
  }

  /**
   * Removes the domain if nobody uses it, whether it keeps its objects or not.
   *
   * @return whether this call removed it, or finished its removal
   */
  boolean removeUnused() {
    for (; ; ) {
      long word = registry.domainWord();
      if (Registry.isGone(word)) {
        return awaitRemoval(word);
      }
      if (somebodyLives()) {
        return false;
      }
      if (takeRightToRemove(word)) {
        return true;
      }
    }
  }

  /**
   * Stops using the domain, from LIVE to LEAVING, and removes it if nobody else uses it and it does
   * not keep its objects.
   *
   * @return false if somebody has declared this participant dead, which takes a lost lock
   */
  boolean leave() {
    if (!become(State.LIVE, State.LEAVING)) {
      return false;
    }
    steps.at("leave: leaving");
    if (keepsObjects) {
      return true;
    }
    for (; ; ) {
      long word = registry.domainWord();
      if (Registry.isGone(word) || somebodyLives() || takeRightToRemove(word)) {
        return true;
      }
    }
  }

  private boolean become(State from, State to) {
    long word = Registry.stateWord(from, OwnerWord.generation(self));
    return registry.change(OwnerWord.slot(self), word, to);
  }

  /** Whether another participant is LIVE and not proven dead. */
  private boolean somebodyLives() {
    int used = registry.used();
    for (int slot = 0; slot < used; slot++) {
      long word = registry.stateWord(slot);
      int owner = OwnerWord.of(slot, Registry.generation(word));
      if (Registry.state(word) == State.LIVE && owner != self && !world.isDead(owner)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes the right to remove the domain's files if the word has not changed, and uses it.
   *
   * @param seen the domain word, read before it was found that nobody uses the domain
   */
  private boolean takeRightToRemove(long seen) {
    if (!registry.giveUpTo(self, seen)) {
      return false;
    }
    steps.at("remove: right taken");
    world.remove();
    return true;
  }

  /**
   * Returns when the domain has been removed.
   *
   * @return whether it was this participant that removed it
   */
  private boolean awaitRemoval(long goneWord) {
    long word = goneWord;
    while (world.isCurrent()) {
      int remover = registry.remover(word, self);
      if (!world.isDead(remover)) {
        world.pauseFor(remover);
      } else if (takeRightToRemove(word)) {
        return true;
      }
      word = registry.domainWord();
    }
    return false;
  }
}
