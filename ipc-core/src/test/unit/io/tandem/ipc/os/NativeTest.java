package io.tandem.ipc.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class NativeTest {
  @RegisterExtension final ChildJvms children = new ChildJvms();
  @TempDir Path directory;

  @Test
  void isLoadedExactlyWhenTheClassPathHasABinaryForThisSystem() {
    String resource = Native.resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    boolean carried = resource != null && Native.class.getResource("/" + resource) != null;

    assertThat(Native.isLoaded()).as(Native.status()).isEqualTo(carried);
  }

  @Test
  void statusIsOneLineThatTellsTheModeAndWhy() {
    assertThat(Native.status()).doesNotContain("\n");
    if (Native.isLoaded()) {
      assertThat(Native.status()).startsWith("loaded from META-INF/tandem/native/linux-");
    } else {
      assertThat(Native.status()).startsWith("portable mode: ");
    }
  }

  @Test
  void namesABinaryForTheSystemsItIsBuiltForAndNoOther() {
    assertThat(Native.resource("Linux", "amd64"))
        .isEqualTo("META-INF/tandem/native/linux-x86-64/libtandem.so");
    assertThat(Native.resource("Linux", "aarch64"))
        .isEqualTo("META-INF/tandem/native/linux-aarch64/libtandem.so");
    assertThat(Native.resource("Linux", "riscv64")).isNull();
    assertThat(Native.resource("Mac OS X", "aarch64")).isNull();
    assertThat(Native.resource("Windows 11", "amd64")).isNull();
    assertThat(Native.resource("Linux", null)).isNull();
  }

  @Test
  void everyClassLoaderOfAJvmLoadsItsOwnCopy() throws Exception {
    try (URLClassLoader one = Classes.unrelatedLoader();
        URLClassLoader two = Classes.unrelatedLoader()) {
      assertThat(statusIn(one)).isEqualTo(Native.status());
      assertThat(statusIn(two)).isEqualTo(Native.status());
    }
  }

  @Test
  void loadsOnAThreadThatIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (URLClassLoader loader = Classes.unrelatedLoader()) {
      assertThat(statusIn(loader)).isEqualTo(Native.status());
    } finally {
      assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
    }
  }

  @Test
  void leavesNoTemporaryFileBehindWhenSeveralJvmsLoadAtOnce() throws Exception {
    List<ChildJvm> started = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      started.add(child("-Djava.io.tmpdir=" + directory));
    }
    for (ChildJvm child : started) {
      assertThat(child.receive())
          .isEqualTo(
              Native.isLoaded()
                  ? Native.status().replaceAll(" by .*", " by " + directory)
                  : Native.status());
      child.expectExit(0);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void takesAnotherDirectoryIfTheFirstDoesNotExist() throws Exception {
    assumeTrue(Native.isLoaded(), "native mode only");
    try (ChildJvm child = child("-Djava.io.tmpdir=" + directory.resolve("missing"))) {
      assertThat(child.receive()).startsWith("loaded from ").doesNotContain("missing");
    }
  }

  @Test
  void isPortableAndSaysSoWhereTheJvmDeniesNativeAccess() throws Exception {
    assumeTrue(Native.isLoaded(), "native mode only");
    assumeTrue(Runtime.version().feature() >= 24, "such JVMs exist from 24 on");
    try (ChildJvm child = child("--illegal-native-access=deny")) {
      assertThat(child.receive())
          .startsWith("portable mode: this JVM denies native access (")
          .contains("Illegal native access");
    }
  }

  @Test
  void isPortableAndNamesTheMissingResourceWithoutTheBinaries() throws Exception {
    assumeTrue(Native.isLoaded(), "native mode only");
    try (ChildJvm child = ChildJvm.options().portable().start(NativeTest::tellStatus)) {
      assertThat(child.receive())
          .isEqualTo(
              "portable mode: the class path has no "
                  + Native.resource("Linux", System.getProperty("os.arch")));
    }
  }

  @Test
  void readsTheBinaryFromAJar() throws Exception {
    assumeTrue(Native.isLoaded(), "native mode only");
    Path jar = directory.resolve("tandem core.jar");
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jar");
    assumeTrue(Files.exists(tool), "needs the JDK's jar command");
    Path classes = Classes.codeOf(Native.class);
    int exit =
        new ProcessBuilder(tool.toString(), "-cf", jar.toString(), "-C", classes.toString(), ".")
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThat(statusIn(loader)).isEqualTo(Native.status());
    }
  }

  @Test
  void refusesADirectoryInWhichOthersCouldSwapTheFile() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> Native.loadFrom(directory, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessage("others may write to the directory and it is not sticky");
  }

  @Test
  void aBinaryOfAnotherMachineIsAnErrorAndLeavesNoFile() throws Exception {
    String other = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "aarch64";
    byte[] binary;
    try (InputStream in = Native.class.getResourceAsStream("/" + Native.resource("Linux", other))) {
      assumeTrue(in != null, "native mode only");
      binary = in.readAllBytes();
    }
    assertThatThrownBy(() -> Native.loadFrom(directory, binary))
        .isInstanceOf(UnsatisfiedLinkError.class);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theBinariesAreSmall() throws Exception {
    for (String arch : List.of("amd64", "aarch64")) {
      String resource = "/" + Native.resource("Linux", arch);
      try (InputStream in = Native.class.getResourceAsStream(resource)) {
        assumeTrue(in != null, "native mode only");
        assertThat(in.readAllBytes().length).as(resource).isLessThan(20_000);
      }
    }
  }

  @Test
  void aCallWithoutCounterpartNamesTheReasonInPortableMode() {
    assumeTrue(!Native.isLoaded(), "portable mode only");
    assertThatThrownBy(() -> Native.require("Futex.wake"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Futex.wake needs the native library; "
                + Native.status()
                + "; check Native.isLoaded() first");
  }

  private static String statusIn(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> type = loader.loadClass(Native.class.getName());
    assertThat(type).isNotSameAs(Native.class);
    return (String) type.getMethod("status").invoke(null);
  }

  private ChildJvm child(String option) {
    return children.add(ChildJvm.options().jvm(option).start(NativeTest::tellStatus));
  }

  private static void tellStatus(ChildLink link) {
    link.send(Native.status());
  }
}
