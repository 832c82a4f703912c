package io.tandem.ipc.os;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Whether this class loader has Tandem's native library, and why not.
 *
 * <p>The library is 5 KB of raw system calls, carried in the jar for Linux on x86-64 and aarch64.
 * The first use of this class copies it to a private temporary file, loads it, and deletes the
 * file. When anything is in the way (another system, a JVM that denies native access, no directory
 * that allows execution, a jar without the binaries) nothing is thrown: {@link #isLoaded()} is
 * false, {@link #status()} tells the reason, and every class of this package works in its
 * <i>portable mode</i>, in plain Java, as its documentation says. There is no switch: the mode
 * follows from what the JVM and the system allow.
 *
 * <p>Each class loader loads its own copy, since a JVM binds a native library to one class loader.
 * Copies have different names, so unrelated class loaders of one JVM do not collide.
 *
 * <p><b>The temporary file</b> lies in a directory of its own, {@code
 * tandem-native-<pid>-<number>}, which is created exclusively, with mode 0700, in the first of
 * {@code java.io.tmpdir}, {@code /dev/shm} and {@code ~/.cache} from which the file can be loaded.
 * One that others may write to is used only if it is sticky, so nobody can swap the file before it
 * is loaded. A process killed within that millisecond leaves both behind; they are then of no use
 * to anybody and may be deleted.
 *
 * <p>From JDK 24 on, loading a native library prints a warning unless {@code
 * --enable-native-access} is given; with {@code --illegal-native-access=deny} it is refused and the
 * portable mode is used.
 *
 * <p>Thread-safe.
 */
public final class Native {
  /** Not from text: parsing it uses reflection, which takes 7 ms on first use. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private static final int ATTEMPTS_PER_DIRECTORY = 3;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  private static final Outcome OUTCOME = load();

  private Native() {}

  /** Whether the native library is loaded. Never changes within one class loader. */
  public static boolean isLoaded() {
    return OUTCOME.loaded;
  }

  /**
   * One line for people: {@code loaded from ...}, or {@code portable mode: ...} and the reason.
   *
   * @return never null or empty
   */
  public static String status() {
    return OUTCOME.status;
  }

  /**
   * For calls that have no portable counterpart.
   *
   * @throws IllegalStateException in portable mode, naming the call and the reason
   */
  static void require(String call) {
    if (!OUTCOME.loaded) {
      throw new IllegalStateException(
          call + " needs the native library; " + status() + "; check Native.isLoaded() first");
    }
  }

  private static Outcome load() {
    try {
      return tryLoad();
    } catch (IOException | RuntimeException | LinkageError e) {
      return Outcome.portable(reason(e));
    }
  }

  private static Outcome tryLoad() throws IOException {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    if (resource == null) {
      return Outcome.portable(
          "no native library for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
    byte[] library = read(resource);
    if (library == null) {
      return Outcome.portable("the class path has no " + resource);
    }
    StringBuilder failures = new StringBuilder();
    for (Path directory : candidates()) {
      try {
        loadFrom(directory, library);
        int version = Syscalls.abiVersion();
        if (version == Syscalls.ABI_VERSION) {
          return new Outcome(true, "loaded from " + resource + " by " + directory);
        }
        return Outcome.portable(
            resource + " has version " + version + ", wanted is " + Syscalls.ABI_VERSION);
      } catch (IOException | UnsatisfiedLinkError e) {
        failures.append(failures.length() == 0 ? "" : "; ").append(directory).append(": ");
        failures.append(reason(e));
      }
    }
    return Outcome.portable("the library could not be loaded from any directory: " + failures);
  }

  /** The path of the binary for a system, or null if there is none. */
  static String resource(String osName, String osArch) {
    if (!"Linux".equals(osName) || osArch == null) {
      return null;
    }
    String folder =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "linux-x86-64";
          case "aarch64" -> "linux-aarch64";
          default -> null;
        };
    if (folder == null) {
      return null;
    }
    return "META-INF/tandem/native/" + folder + "/libtandem.so";
  }

  /** The binary, or null if there is none beside this class. */
  private static byte[] read(String resource) throws IOException {
    byte[] library = readFromJar(resource);
    if (library == null) {
      try (InputStream in = Native.class.getResourceAsStream("/" + resource)) {
        library = in == null ? null : in.readAllBytes();
      }
    }
    return library;
  }

  /**
   * Where this class comes from an ordinary jar, that jar is read directly: resources by URL take 6
   * ms on first use.
   */
  private static byte[] readFromJar(String resource) throws IOException {
    CodeSource source = Native.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null
        || !location.getProtocol().equals("file")
        || !location.getPath().endsWith(".jar")) {
      return null;
    }
    try (ZipFile jar = new ZipFile(new File(location.toURI()))) {
      ZipEntry entry = jar.getEntry(resource);
      if (entry == null) {
        return null;
      }
      try (InputStream in = jar.getInputStream(entry)) {
        return in.readAllBytes();
      }
    } catch (URISyntaxException e) {
      return null; // a location that is not quoted as it should be: left to the class loader
    }
  }

  private static Set<Path> candidates() {
    Set<Path> directories = new LinkedHashSet<>();
    directories.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    directories.add(Path.of("/dev/shm"));
    directories.add(Path.of(System.getProperty("user.home"), ".cache").toAbsolutePath());
    return directories;
  }

  static void loadFrom(Path directory, byte[] library) throws IOException {
    int mode = (Integer) Files.getAttribute(directory, "unix:mode");
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
      throw new IOException("others may write to the directory and it is not sticky");
    }
    Path own = createExclusively(directory);
    Path copy = own.resolve("libtandem.so");
    try {
      // Not a channel: it would fail if the thread that uses Tandem first happens to be
      // interrupted, and the first one takes 2 ms.
      try (OutputStream out = new FileOutputStream(copy.toFile())) {
        out.write(library);
      }
      System.load(copy.toString());
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(own);
    }
  }

  private static Path createExclusively(Path directory) throws IOException {
    // Not by ProcessHandle, whose first use takes longer than all the rest of loading.
    Path pid = Files.readSymbolicLink(Path.of("/proc/self"));
    for (int attempt = 1; ; attempt++) {
      try {
        return Files.createDirectory(
            directory.resolve("tandem-native-" + pid + "-" + System.nanoTime()), OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS_PER_DIRECTORY) {
          throw e;
        }
      }
    }
  }

  private static String reason(Throwable e) {
    if (e instanceof IllegalCallerException) {
      return "this JVM denies native access (" + e.getMessage() + ")";
    }
    String message = e.getMessage();
    return e instanceof UnsatisfiedLinkError || message == null
        ? e.toString()
        : e.getClass().getSimpleName() + ": " + message;
  }

  private static final class Outcome {
    final boolean loaded;
    final String status;

    Outcome(boolean loaded, String status) {
      this.loaded = loaded;
      this.status = status;
    }

    static Outcome portable(String reason) {
      return new Outcome(false, "portable mode: " + reason);
    }
  }
}
