package io.tandem.ipc.wait;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Layout.Access;

/** Where the words of a {@link Doorbell} are. */
public final class DoorbellLayout {
  private static final Layout.Builder FIELDS =
      Layout.declare("doorbell", 1, "The words on which processes sleep until a peer rings");

  static final long SEQUENCE =
      FIELDS.word(
          "sequence",
          "rings",
          "whoever rings for a sleeper",
          Access.ADD,
          "low half: rings so far, the futex word; high half: rings meant for all");

  static final long SLEEPERS =
      FIELDS.word(
          "sleepers",
          "sleepers",
          "sleepers add, ringers and leaving sleepers CAS",
          Access.CAS,
          "high half: registered so far; low half: served so far; equal: nobody sleeps; 0: nobody"
              + " ever slept");

  /** One line pair; embed it with {@link Layout.Builder#part}. All zero is a new doorbell. */
  public static final Layout LAYOUT = FIELDS.nextLine().build();

  private DoorbellLayout() {}
}
