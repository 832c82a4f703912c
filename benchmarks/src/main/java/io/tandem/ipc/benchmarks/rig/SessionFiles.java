package io.tandem.ipc.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one session, gone at its end even if it is interrupted. */
public final class SessionFiles implements AutoCloseable {
  private static final String PREFIX = "tandem-bench-";

  private final Path shared;
  private final Path executables;

  private SessionFiles(Path shared, Path executables) {
    this.shared = shared;
    this.executables = executables;
  }

  /** Creates the directories. */
  public static SessionFiles create() throws IOException {
    // Not one directory for both: /dev/shm is often mounted noexec.
    SessionFiles files =
        new SessionFiles(
            Files.createTempDirectory(Directories.memoryBacked(), PREFIX),
            Files.createTempDirectory(PREFIX));
    Runtime.getRuntime().addShutdownHook(new Thread(files::deleteAtExit));
    return files;
  }

  /** For shared memory. */
  public Path shared() {
    return shared;
  }

  /** For programs. */
  public Path executables() {
    return executables;
  }

  private void deleteAtExit() {
    // The processes of the current trial first, or they would create files anew.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      close();
    } catch (IOException e) {
      System.err.println("could not delete " + shared + " or " + executables + ": " + e);
    }
  }

  @Override
  public void close() throws IOException {
    Directories.delete(shared);
    Directories.delete(executables);
  }
}
