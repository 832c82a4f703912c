package io.tandem.ipc.cli.soak;

/** On which side of a structure a thread stands. */
enum Side {
  PUTTER,
  TAKER
}
