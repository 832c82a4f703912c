package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.ChildJvm;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of Tandem in class loaders that know nothing of each other. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClassLoadersTest {
  @TempDir Path parent;

  @Test
  void classLoadersAreParticipantsThatDoNotDisturbEachOther() throws Exception {
    Path directory = parent.resolve("domain");
    try (URLClassLoader one = copyOfTandem();
        URLClassLoader other = copyOfTandem();
        ChildJvm child = ChildJvm.start(DomainChild::run)) {
      Object first = open(one, directory);
      Object second = open(other, directory);
      assertThat(first.getClass()).isNotEqualTo(second.getClass());
      int firstOwner = self(first);
      int secondOwner = self(second);
      assertThat(firstOwner).isNotEqualTo(secondOwner);
      int childOwner = DomainChild.join(child, directory);

      assertThat(isDead(first, secondOwner)).isFalse();
      assertThat(isDead(second, firstOwner)).isFalse();
      assertThat(isDead(first, childOwner)).isFalse();
      assertThat(child.request("isDead " + firstOwner)).isEqualTo("dead false");
      assertThat(child.request("isDead " + secondOwner)).isEqualTo("dead false");

      close(first);

      assertThat(isDead(second, firstOwner)).isTrue();
      assertThat(child.request("isDead " + firstOwner)).isEqualTo("dead true");
      assertThat(child.request("isDead " + secondOwner))
          .as("the other class loader's lock is still held")
          .isEqualTo("dead false");

      Object again = open(one, directory);
      assertThat(child.request("isDead " + self(again))).isEqualTo("dead false");
      assertThat(child.request("isDead " + secondOwner)).isEqualTo("dead false");
      close(second);
      assertThat(child.request("isDead " + self(again))).isEqualTo("dead false");
      close(again);
      assertThat(child.request("leave")).isEqualTo("left");
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void locksOfAClassLoaderThatLeftAreHeldByNobody() throws Exception {
    Path directory = parent.resolve("domain");
    try (ChildJvm child = ChildJvm.start(DomainChild::run);
        URLClassLoader one = copyOfTandem();
        URLClassLoader other = copyOfTandem()) {
      DomainChild.join(child, directory);
      for (int i = 0; i < 50; i++) {
        Object first = open(one, directory);
        Object second = open(other, directory);
        assertThat(OwnerWord.slot(self(first))).isEqualTo(1);
        assertThat(OwnerWord.slot(self(second))).isEqualTo(2);
        close(i % 2 == 0 ? first : second);
        close(i % 2 == 0 ? second : first);
      }
      assertThat(child.request("leave")).isEqualTo("left");
    }
    assertThat(directory).doesNotExist();
  }

  private static URLClassLoader copyOfTandem() {
    URL[] urls =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(ClassLoadersTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object open(ClassLoader loader, Path directory) throws Exception {
    return loader
        .loadClass(Domain.class.getName())
        .getMethod("open", Path.class)
        .invoke(null, directory);
  }

  private static Object liveness(Object domain) throws Exception {
    return domain.getClass().getMethod("liveness").invoke(domain);
  }

  private static int self(Object domain) throws Exception {
    Object liveness = liveness(domain);
    return (Integer) liveness.getClass().getMethod("self").invoke(liveness);
  }

  private static boolean isDead(Object domain, int owner) throws Exception {
    Object liveness = liveness(domain);
    return (Boolean) liveness.getClass().getMethod("isDead", int.class).invoke(liveness, owner);
  }

  private static void close(Object domain) throws Exception {
    domain.getClass().getMethod("close").invoke(domain);
  }

  /** Fails by the time limit. */
  @Test
  void classLoaderThatHasClosedItsDomainsCanBeUnloaded() throws Exception {
    Path directory = parent.resolve("domain");
    WeakReference<ClassLoader> unloaded = useAndForget(directory);
    while (unloaded.get() != null) {
      System.gc();
    }
  }

  private static WeakReference<ClassLoader> useAndForget(Path directory) throws Exception {
    try (URLClassLoader loader = copyOfTandem()) {
      close(open(loader, directory));
      return new WeakReference<>(loader);
    }
  }
}
