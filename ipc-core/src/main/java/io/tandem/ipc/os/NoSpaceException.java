package io.tandem.ipc.os;

import java.io.IOException;

/**
 * A file could not get the space it needs: the file system is full, or a quota or size limit is
 * reached.
 */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long wantedBytes;
  private final long availableBytes;

  public NoSpaceException(String file, long wantedBytes, long availableBytes, String reason) {
    super(
        "no space for "
            + file
            + ": wanted are "
            + wantedBytes
            + " bytes, available are "
            + (availableBytes < 0 ? "an unknown number of" : Long.toString(availableBytes))
            + " bytes; "
            + reason
            + "; free space there, enlarge the file system, or ask for less");
    this.file = file;
    this.wantedBytes = wantedBytes;
    this.availableBytes = availableBytes;
  }

  /** Path of the file. */
  public String file() {
    return file;
  }

  /** How many more bytes the file was to get. */
  public long wantedBytes() {
    return wantedBytes;
  }

  /**
   * How many bytes the file system had left for this user when the request failed, or -1 if it does
   * not say.
   */
  public long availableBytes() {
    return availableBytes;
  }
}
