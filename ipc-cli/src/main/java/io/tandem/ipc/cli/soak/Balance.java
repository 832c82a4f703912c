package io.tandem.ipc.cli.soak;

import java.util.List;

/**
 * What came of a structure.
 *
 * @param messages that have been taken, each counted once
 * @param lost that were put in, have not been taken, and cannot have been in a dead taker's hand
 * @param duplicated that have been taken once too often
 * @param unordered that one taker took before an earlier one of the same putter
 * @param garbage that nobody has put in so
 * @param robbed how often a process came to hold what a living one held
 * @param puttersKilled how many roles that were killed put
 * @param takersKilled how many took
 * @param killedTaking how many of these died within a take
 * @param inHand that were in the hand of a taker when it died, where that is the contract
 * @param seenAgain that a successor saw again because a taker died before confirming them
 * @param recoveryNanos for each kill, the time until others had put and taken after it
 */
record Balance(
    String name,
    long messages,
    long lost,
    long duplicated,
    long unordered,
    long garbage,
    int robbed,
    int puttersKilled,
    int takersKilled,
    int killedTaking,
    long inHand,
    long seenAgain,
    List<Long> recoveryNanos) {

  boolean isGood() {
    return lost == 0 && duplicated == 0 && unordered == 0 && garbage == 0 && robbed == 0;
  }
}
