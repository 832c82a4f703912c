package io.tandem.ipc.codec;

/**
 * The identity of a {@linkplain Codec#schema schema}.
 *
 * <p>What belongs to it: for a record its simple name and the names, types and order of its
 * components; for an enum its simple name and its constants in order; for a sealed interface its
 * simple name and its records. What does not: packages and enclosing classes. So two JVMs whose
 * copies of a record live in different packages understand each other, and a renamed or reordered
 * component is a mismatch even where the bytes would happen to fit.
 */
public final class Schema {
  private Schema() {}

  /**
   * A 64-bit fingerprint of a schema's text, the same in every JVM and release.
   *
   * <p>Every char goes through a multiplication and a shift in both directions, and the end through
   * the finalizer of MurmurHash3 (Austin Appleby, public domain), so that any change of the text
   * changes about half of the bits. It guards against mistakes, not against someone who looks for
   * two texts with one fingerprint.
   */
  public static long fingerprint(String schema) {
    long hash = 0x9E3779B97F4A7C15L + schema.length();
    for (int i = 0; i < schema.length(); i++) {
      hash = (hash ^ schema.charAt(i)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    return hash ^ hash >>> 33;
  }
}
