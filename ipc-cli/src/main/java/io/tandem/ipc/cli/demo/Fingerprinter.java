package io.tandem.ipc.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Reads files and digests them. Keeps one buffer, so not for use by several threads. */
final class Fingerprinter {
  private final Input input;
  private final byte[] buffer = new byte[64 * 1024];
  private final MessageDigest digest;

  Fingerprinter(Input input) {
    this.input = input;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Reads one file to its end. A file that cannot be read is an answer too. */
  Fingerprint of(String name) {
    digest.reset();
    long sizeBytes = 0;
    try (InputStream stream = input.open(name)) {
      int read = stream.read(buffer);
      while (read >= 0) {
        digest.update(buffer, 0, read);
        sizeBytes += read;
        read = stream.read(buffer);
      }
    } catch (IOException | RuntimeException e) {
      return Fingerprint.unreadable(trouble(e));
    }
    return new Fingerprint(sizeBytes, Sha256.of(digest.digest()), "");
  }

  /** The same words in every process: the runs are compared by them. */
  private static String trouble(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "gone";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
