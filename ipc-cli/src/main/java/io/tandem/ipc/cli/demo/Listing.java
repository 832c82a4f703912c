package io.tandem.ipc.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One digest for a whole result, which other tools can check: the SHA-256 of the lines that {@code
 * find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum} prints in the directory.
 */
final class Listing {
  private Listing() {}

  static String digest(List<String> names, Results results) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    for (int i = 0; i < names.size(); i++) {
      Fingerprint fingerprint = results.get(i);
      if (fingerprint.isReadable()) {
        String line = fingerprint.sha256() + "  ./" + names.get(i) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
