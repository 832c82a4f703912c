package io.tandem.ipc.cli.soak;

/** What a structure promises of a message that a taker had in hand when it was killed. */
enum Delivery {
  /** It is lost with the taker: at most one for each. */
  AT_MOST_ONCE,

  /** What the taker had seen and not confirmed is seen again by the next one. */
  AGAIN_AFTER_DEATH,

  /** What the taker had seen and not confirmed is seen again by any other, sooner or later. */
  AT_LEAST_ONCE
}
