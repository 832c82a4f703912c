package io.tandem.ipc.benchmarks.peer;

import java.util.concurrent.CompletableFuture;

/** Keeps a spinning process from outliving the one that started it. */
final class Orphans {
  private Orphans() {}

  /** Ends this JVM when its parent has ended. */
  static void endWithParent() {
    ProcessHandle parent =
        ProcessHandle.current()
            .parent()
            .orElseThrow(() -> new IllegalStateException("the parent process has ended"));
    CompletableFuture<Void> unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(3));
  }
}
