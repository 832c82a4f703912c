package io.tandem.ipc.testkit;

/**
 * Hashes of which two with different seeds make one of 128 bits: among a billion states the chance
 * that any two share it is below 10⁻²⁰, so a state is known by its hash alone.
 */
final class Hash {
  static final long SEED_1 = 0x9E3779B97F4A7C15L;
  static final long SEED_2 = 0xC2B2AE3D27D4EB4FL;

  private Hash() {}

  static long mix(long seed, long a, long b) {
    return finish(finish(a ^ seed) + b * 0xD6E8FEB86659FD93L);
  }

  /** The finalizer of SplitMix64. */
  private static long finish(long x) {
    long z = x;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
