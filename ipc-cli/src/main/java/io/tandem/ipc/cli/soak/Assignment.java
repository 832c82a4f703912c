package io.tandem.ipc.cli.soak;

/** A role that a process has, with its slot and its books. */
final class Assignment {
  private final Account account;
  private final Side side;
  private final int slotIndex;
  private final Slot slot;
  private final Account.RoleAccount books;
  private long progress;
  private long progressNanos;
  private boolean stuck;

  Assignment(
      Account account,
      Side side,
      int slotIndex,
      Slot slot,
      Account.RoleAccount books,
      long nowNanos) {
    this.account = account;
    this.side = side;
    this.slotIndex = slotIndex;
    this.slot = slot;
    this.books = books;
    this.progressNanos = nowNanos;
  }

  Account account() {
    return account;
  }

  Side side() {
    return side;
  }

  int slotIndex() {
    return slotIndex;
  }

  boolean isReady() {
    return slot.state() == Slot.READY;
  }

  boolean isFinished() {
    return slot.state() == Slot.FINISHED;
  }

  boolean isOfKind(Assignment other) {
    return account == other.account && side == other.side;
  }

  /** Reads the log; whether there is nothing left of it. */
  boolean drain() {
    return slot.drain(books);
  }

  Account.RoleAccount books() {
    return books;
  }

  /** Looks whether it goes on. */
  void watch(long nowNanos) {
    long now = slot.progress();
    if (now != progress) {
      progress = now;
      progressNanos = nowNanos;
    }
  }

  /** Counts from now on: it could not go on before. */
  void excuse(long nowNanos) {
    progressNanos = Math.max(progressNanos, nowNanos);
  }

  /** For how long nothing has been seen of it. */
  long idleNanos(long nowNanos) {
    return nowNanos - progressNanos;
  }

  /** Whether this is the first time that it is found stuck. */
  boolean becomesStuck() {
    boolean first = !stuck;
    stuck = true;
    return first;
  }

  @Override
  public String toString() {
    return side.name().toLowerCase(java.util.Locale.ROOT) + " of " + account.subject().name();
  }
}
