package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Locks between processes, of which some are killed or behave badly. */
class SlotLocksCrashTest {
  @RegisterExtension final ChildJvms children = new ChildJvms();
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("locks");
  }

  @Test
  void aKilledHolderFreesItsSlots() throws IOException {
    try (SlotLocks locks = SlotLocks.open(file);
        ChildJvm child = start(ChildJvm.options())) {
      assertThat(child.request("lock 3")).isEqualTo("true");
      assertThat(locks.isFree(3)).isFalse();
      assertThat(locks.tryLock(3)).isFalse();
      child.kill();
      assertThat(locks.isFree(3)).isTrue();
      assertThat(locks.tryLock(3)).isTrue();
    }
  }

  @Test
  void aStoppedHolderKeepsItsSlots() throws Exception {
    try (SlotLocks locks = SlotLocks.open(file);
        ChildJvm child = start(ChildJvm.options())) {
      assertThat(child.request("lock 3")).isEqualTo("true");
      child.stop();
      assertThat(locks.isFree(3)).isFalse();
      assertThat(locks.tryLock(3)).isFalse();
      child.cont();
      assertThat(child.request("unlock 3")).isEqualTo("unlocked");
      assertThat(locks.tryLock(3)).isTrue();
    }
  }

  @Test
  void aProcessStartedByTheHolderDoesNotKeepTheSlotAlive() throws IOException {
    try (SlotLocks locks = SlotLocks.open(file);
        ChildJvm child = start(ChildJvm.options())) {
      assertThat(child.request("lock 3")).isEqualTo("true");
      ProcessHandle grandchild =
          ProcessHandle.of(Long.parseLong(child.request("child"))).orElseThrow();
      try {
        child.kill();
        assertThat(grandchild.isAlive()).isTrue();
        assertThat(locks.isFree(3)).isTrue();
        assertThat(locks.tryLock(3)).isTrue();
      } finally {
        grandchild.destroyForcibly();
      }
    }
  }

  @Test
  void nativeAndPortableProcessesExcludeEachOther() throws IOException {
    assumeTrue(Native.isLoaded(), "native mode only: the other one is portable");
    try (SlotLocks locks = SlotLocks.open(file);
        ChildJvm portable = start(ChildJvm.options().portable())) {
      assertThat(portable.request("mode")).isEqualTo("portable");
      assertThat(locks.tryLock(1)).isTrue();
      assertThat(portable.request("lock 1")).isEqualTo("false");
      assertThat(portable.request("free 1")).isEqualTo("false");
      assertThat(portable.request("lock 2")).isEqualTo("true");
      assertThat(locks.tryLock(2)).isFalse();
      assertThat(locks.isFree(2)).isFalse();
      locks.unlock(1);
      assertThat(portable.request("free 1")).isEqualTo("true");
      assertThat(portable.request("lock 1")).isEqualTo("true");
      assertThat(locks.isFree(1)).isFalse();
      assertThat(portable.request("unlock 2")).isEqualTo("unlocked");
      assertThat(locks.tryLock(2)).isTrue();
      portable.kill();
      assertThat(locks.tryLock(1)).isTrue();
    }
  }

  @Test
  void aNativeLockSurvivesTheStrayCloseOfAnotherDescriptor() throws IOException {
    assumeTrue(Native.isLoaded(), "native mode only: POSIX locks do not survive it");
    try (SlotLocks locks = SlotLocks.open(file);
        ChildJvm child = start(ChildJvm.options())) {
      assertThat(locks.tryLock(1)).isTrue();
      FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      assertThat(child.request("lock 1")).isEqualTo("false");
      assertThat(child.request("free 1")).isEqualTo("false");
    }
  }

  @Test
  void exactlyOneOfManyProcessesGetsASlot() throws IOException {
    List<ChildJvm> rivals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rivals.add(start(i == 0 ? ChildJvm.options().portable() : ChildJvm.options()));
    }
    for (int slot = 0; slot < 20; slot++) {
      int winners = 0;
      for (ChildJvm rival : rivals) {
        rival.send("lock " + slot);
      }
      for (ChildJvm rival : rivals) {
        winners += rival.receive().equals("true") ? 1 : 0;
      }
      assertThat(winners).as("slot %s", slot).isEqualTo(1);
    }
  }

  private ChildJvm start(ChildOptions options) {
    return children.add(options.start(SlotLocksChild::serve, file.toString()));
  }
}
