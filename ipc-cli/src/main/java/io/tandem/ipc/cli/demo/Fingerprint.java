package io.tandem.ipc.cli.demo;

import java.io.Serializable;

/**
 * What a worker says about one file.
 *
 * @param trouble why the file could not be read, or empty
 */
record Fingerprint(long sizeBytes, Sha256 sha256, String trouble) implements Serializable {
  /** What an echo carries: a fingerprint of the usual size that says nothing. */
  static final Fingerprint NONE = new Fingerprint(0, Sha256.NONE, "");

  static Fingerprint unreadable(String trouble) {
    return new Fingerprint(0, Sha256.NONE, trouble);
  }

  boolean isReadable() {
    return trouble.isEmpty();
  }

  @Override
  public String toString() {
    return isReadable() ? sizeBytes + " bytes, sha256 " + sha256 : "unreadable: " + trouble;
  }
}
