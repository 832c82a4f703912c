package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.testkit.ChildJvm;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotLocksTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("locks");
  }

  @Test
  void createsAnEmptyFileOfTheOwner() throws IOException {
    try (SlotLocks locks = SlotLocks.open(file)) {
      assertThat(locks.tryLock(0)).isTrue();
      assertThat(locks.tryLock(4095)).isTrue();
      assertThat(file).isEmptyFile();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aSlotIsHeldByOneObjectAtATime() throws IOException {
    try (SlotLocks one = SlotLocks.open(file);
        SlotLocks two = SlotLocks.open(file)) {
      assertThat(one.tryLock(5)).isTrue();
      assertThat(one.tryLock(5)).as("held by the same object").isFalse();
      assertThat(two.tryLock(5)).isFalse();
      assertThat(two.tryLock(4)).isTrue();
      assertThat(two.tryLock(6)).isTrue();
      one.unlock(5);
      assertThat(two.tryLock(5)).isTrue();
      assertThat(one.tryLock(5)).isFalse();
    }
  }

  @Test
  void probingCountsEveryHolderAndTakesNothing() throws IOException {
    try (SlotLocks one = SlotLocks.open(file);
        SlotLocks two = SlotLocks.open(file)) {
      assertThat(one.isFree(7)).isTrue();
      assertThat(two.isFree(7)).isTrue();
      assertThat(one.tryLock(7)).isTrue();
      assertThat(one.isFree(7)).as("held by the same object").isFalse();
      assertThat(two.isFree(7)).isFalse();
      assertThat(two.isFree(6)).isTrue();
      assertThat(two.isFree(8)).isTrue();
      assertThat(two.tryLock(7)).isFalse();
      one.unlock(7);
      assertThat(two.isFree(7)).isTrue();
      assertThat(one.tryLock(7)).isTrue();
    }
  }

  @Test
  void closingGivesBackItsOwnSlotsAndNoOther() throws IOException {
    try (SlotLocks one = SlotLocks.open(file)) {
      assertThat(one.tryLock(1)).isTrue();
      SlotLocks two = SlotLocks.open(file);
      assertThat(two.tryLock(2)).isTrue();
      two.close();
      two.close();
      assertThat(one.isFree(2)).isTrue();
      try (ChildJvm child = ChildJvm.start(SlotLocksChild::serve, file.toString())) {
        assertThat(child.request("free 1"))
            .as("still held after the close of two")
            .isEqualTo("false");
        assertThat(child.request("free 2")).isEqualTo("true");
      }
    }
  }

  @Test
  void useAfterCloseIsAnErrorThatNamesTheFile() throws IOException {
    SlotLocks locks = SlotLocks.open(file);
    assertThat(locks.tryLock(3)).isTrue();
    assertThat(locks).hasToString("SlotLocks[" + file + ", held {3}]");
    locks.close();
    assertThat(locks).hasToString("SlotLocks[" + file + ", closed]");
    String message = "the lock file " + file + " is closed";
    assertThatThrownBy(() -> locks.tryLock(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> locks.isFree(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> locks.unlock(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void unlockingWhatIsNotHeldIsAnError() throws IOException {
    try (SlotLocks one = SlotLocks.open(file);
        SlotLocks two = SlotLocks.open(file)) {
      assertThat(one.tryLock(1)).isTrue();
      assertThat(two.tryLock(9)).isTrue();
      assertThatThrownBy(() -> two.unlock(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("slot 1 of " + file + " is not held by this object, which holds {9}");
      assertThat(two.isFree(1)).isFalse();
    }
  }

  @Test
  void refusesNegativeSlotsAndTakesTheLargest() throws IOException {
    try (SlotLocks locks = SlotLocks.open(file)) {
      assertThatThrownBy(() -> locks.tryLock(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("slot is -1, wanted is 0 or more");
      assertThat(locks.isFree(Integer.MAX_VALUE)).isTrue();
    }
  }

  @Test
  void doesNotFollowLinksAndTakesRegularFilesOnly() throws IOException {
    Path target = Files.createFile(directory.resolve("target"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    assertThatThrownBy(() -> SlotLocks.open(link))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(link + ": is a symbolic link, which is not followed (ELOOP)");
    assertThatThrownBy(() -> SlotLocks.open(directory))
        .isInstanceOf(FileSystemException.class)
        .hasMessageMatching(directory + ": is (a directory .EISDIR.|not a regular file)");
    Path missing = directory.resolve("missing").resolve("locks");
    assertThatThrownBy(() -> SlotLocks.open(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void anInterruptDisturbsNothing() throws IOException {
    Thread.currentThread().interrupt();
    try (SlotLocks locks = SlotLocks.open(file)) {
      assertThat(locks.tryLock(3)).isTrue();
      assertThat(locks.isFree(4)).isTrue();
      locks.unlock(3);
      assertThat(locks.isFree(3)).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void unrelatedClassLoadersExcludeEachOther() throws Exception {
    try (SlotLocks mine = SlotLocks.open(file);
        URLClassLoader loader = Classes.unrelatedLoader();
        AutoCloseable theirs = open(loader, file)) {
      assertThat(mine.tryLock(1)).isTrue();
      assertThat(call(theirs, "tryLock", 1)).isFalse();
      assertThat(call(theirs, "isFree", 1)).isFalse();
      assertThat(call(theirs, "tryLock", 2)).isTrue();
      assertThat(mine.tryLock(2)).isFalse();
      assertThat(mine.isFree(2)).isFalse();
    }
  }

  @Test
  void aClassLoaderThatClosesDoesNotCostAnotherItsLocks() throws Exception {
    try (SlotLocks mine = SlotLocks.open(file);
        URLClassLoader loader = Classes.unrelatedLoader();
        ChildJvm child = ChildJvm.start(SlotLocksChild::serve, file.toString())) {
      assertThat(mine.tryLock(1)).isTrue();
      for (int i = 0; i < 3; i++) {
        try (AutoCloseable theirs = open(loader, file)) {
          assertThat(call(theirs, "tryLock", 2)).isTrue();
        }
        assertThat(child.request("free 1")).isEqualTo("false");
        assertThat(child.request("free 2")).isEqualTo("true");
      }
    }
  }

  @Test
  void aClassLoaderThatIsUnloadedDoesNotCostAnotherItsLocks() throws Exception {
    try (SlotLocks mine = SlotLocks.open(file);
        ChildJvm child = ChildJvm.start(SlotLocksChild::serve, file.toString())) {
      assertThat(mine.tryLock(1)).isTrue();
      WeakReference<ClassLoader> forgotten = forgetClassLoaderWithOpenLocks();
      while (forgotten.get() != null) {
        System.gc();
      }
      for (int i = 0; i < 3; i++) {
        System.gc(); // whatever cleaners hang on the loader's objects get their turn
      }
      assertThat(child.request("free 1")).isEqualTo("false");
      assertThat(child.request("free 2")).as("nobody gave it back").isEqualTo("false");
    }
  }

  private WeakReference<ClassLoader> forgetClassLoaderWithOpenLocks() throws Exception {
    URLClassLoader loader = Classes.unrelatedLoader();
    assertThat(call(open(loader, file), "tryLock", 2)).isTrue();
    loader.close();
    return new WeakReference<>(loader);
  }

  @Test
  void openingAndClosingManyTimesLeaksNoDescriptor() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")), "Linux only");
    for (int i = 0; i < 10; i++) {
      openLockAndClose(i);
    }
    long before = openDescriptors();
    for (int i = 0; i < 2_000; i++) {
      openLockAndClose(i);
    }
    assertThat(openDescriptors()).isLessThan(before + 50);
  }

  private void openLockAndClose(int i) throws IOException {
    try (SlotLocks locks = SlotLocks.open(file)) {
      assertThat(locks.tryLock(i % 7)).isTrue();
    }
    if (i % 3 == 0) {
      Files.delete(file);
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void aDeletedAndCreatedFileIsAnotherFile() throws IOException {
    try (SlotLocks old = SlotLocks.open(file)) {
      assertThat(old.tryLock(1)).isTrue();
      Files.delete(file);
      try (SlotLocks fresh = SlotLocks.open(file)) {
        assertThat(fresh.isFree(1)).isTrue();
        assertThat(fresh.tryLock(1)).isTrue();
        assertThat(old.tryLock(1)).isFalse();
        assertThat(old.tryLock(2)).isTrue();
        assertThat(fresh.tryLock(2)).isTrue();
      }
    }
  }

  @Test
  void threadsOfOneObjectNeverHoldASlotTogether() throws IOException {
    try (SlotLocks locks = SlotLocks.open(file)) {
      int[] inside = new int[1];
      List<CompletableFuture<Integer>> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        threads.add(CompletableFuture.supplyAsync(() -> enterOften(locks, inside)));
      }
      assertThat(threads.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(inside[0]);
      assertThat(locks.isFree(1)).isTrue();
    }
  }

  /**
   * Counts in a plain variable under the slot: an overlap loses counts or is seen as a data race.
   */
  private static int enterOften(SlotLocks locks, int[] inside) {
    int entered = 0;
    try {
      for (int i = 0; i < 5_000; i++) {
        if (locks.tryLock(1)) {
          inside[0]++;
          entered++;
          locks.unlock(1);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return entered;
  }

  private static AutoCloseable open(ClassLoader loader, Path file) throws Exception {
    Class<?> type = loader.loadClass(SlotLocks.class.getName());
    assertThat(type).isNotSameAs(SlotLocks.class);
    return (AutoCloseable) type.getMethod("open", Path.class).invoke(null, file);
  }

  private static boolean call(Object locks, String method, int slot) throws Exception {
    Method found = locks.getClass().getMethod(method, int.class);
    return (boolean) found.invoke(locks, slot);
  }
}
