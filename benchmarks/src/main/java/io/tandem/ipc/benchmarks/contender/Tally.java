package io.tandem.ipc.benchmarks.contender;

/** What one consumer has received in one run. */
final class Tally {
  private long sum;
  private long messages;

  /**
   * Adds a message.
   *
   * @param first its first word
   * @param second its second word
   * @param all the sum of all its words, each of which has been loaded
   * @return whether it was one; false for the zeros that mark the end
   */
  boolean add(long first, long second, long all) {
    if (first == 0 && second == 0) {
      return false;
    }
    sum += all;
    messages++;
    return true;
  }

  long sum() {
    return sum;
  }

  long messages() {
    return messages;
  }
}
