package io.tandem.ipc.cli.inspect;

import io.tandem.ipc.Diagnostics;
import io.tandem.ipc.DomainObject;
import io.tandem.ipc.DomainView;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.cli.console.Text;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code ipc doctor} looks at. Each check takes what it judges, so each can be tested. */
final class Checks {
  /** What Docker gives a container that asks for nothing. */
  private static final long SMALL_BYTES = 64L << 20;

  private static final int WRITABLE_BY_ALL = 0002;
  private static final int STICKY = 01000;

  private Checks() {}

  static Finding system(String name, String release, String arch, int processors) {
    String text = name + " " + release + ", " + arch + ", " + Text.count(processors, "processor");
    return name.equals("Linux")
        ? Finding.ok("system", text)
        : Finding.note(
            "system", text, "Tandem is made for Linux; elsewhere it works in portable mode");
  }

  static Finding java(Runtime.Version version, String home) {
    return Finding.ok("java", version + ", " + home);
  }

  /** Where there is a library for the system, it should be loaded. */
  static Finding nativeLibrary(Diagnostics diagnostics, String osName, String arch) {
    if (diagnostics.isNative()) {
      return Finding.ok("native library", diagnostics.nativeLibrary());
    }
    boolean exists = osName.equals("Linux") && List.of("amd64", "x86_64", "aarch64").contains(arch);
    return exists
        ? Finding.problem(
            "native library",
            diagnostics.nativeLibrary(),
            "Remove what is in the way; until then waiting is slower and uses more processor time")
        : Finding.note(
            "native library",
            diagnostics.nativeLibrary(),
            "Nothing to be done: there is no library for this system");
  }

  static Finding waitForAny(Diagnostics diagnostics) {
    if (diagnostics.canWaitForAny()) {
      return Finding.ok("futex_waitv", "available");
    }
    return Finding.note(
        "futex_waitv",
        "not available, so interrupts and waits for several objects are noticed by looking",
        "Use Linux 5.16 or newer, and let the container's seccomp profile pass futex_waitv");
  }

  /** The file system that domains are on. */
  static Finding memory(Path directory) {
    String subject = directory.toString();
    if (!Files.isDirectory(directory)) {
      return Finding.problem(
          subject,
          "missing; domains are in " + System.getProperty("java.io.tmpdir") + " instead",
          "Mount a tmpfs there: a disk is slower, and a domain outlives a restart of the system");
    }
    try {
      FileStore store = Files.getFileStore(directory);
      int mode = (Integer) Files.getAttribute(directory, "unix:mode") & 07777;
      return memory(
          subject,
          store.getTotalSpace(),
          store.getUsableSpace(),
          mode,
          Files.isWritable(directory) && Files.isExecutable(directory));
    } catch (IOException e) {
      return Finding.problem(subject, "cannot be examined: " + e, "Check its permissions");
    }
  }

  static Finding memory(String subject, long totalBytes, long freeBytes, int mode, boolean usable) {
    String text =
        String.format(
            "%s, %s free, mode %04o", Text.bytes(totalBytes), Text.bytes(freeBytes), mode);
    if (!usable) {
      return Finding.problem(
          subject, text + ": this user may not write there", "Run 'chmod 1777 " + subject + "'");
    }
    if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
      return Finding.problem(
          subject,
          text + ": others can replace this user's files",
          "Run 'chmod +t " + subject + "'");
    }
    if (freeBytes < SMALL_BYTES) {
      return Finding.problem(
          subject,
          text + ": nearly full",
          "Free space there ('ipc ls' shows what Tandem has), or make it larger: 'mount -o"
              + " remount,size=1G "
              + subject
              + "', for a container '--shm-size 1g'");
    }
    if (totalBytes <= SMALL_BYTES) {
      return Finding.note(
          subject,
          text + ": small",
          "Start the container with '--shm-size 1g' if objects do not fit");
    }
    return Finding.ok(subject, text);
  }

  /** One finding for each domain, or one that there is none. */
  static List<Finding> domains(Places places) {
    List<Finding> findings = new ArrayList<>();
    try {
      for (Path directory : places.all()) {
        domain(directory).ifPresent(findings::add);
      }
    } catch (IOException e) {
      return List.of(
          Finding.problem(
              "domains", "cannot be listed: " + e, "Check owner and mode of " + places.root()));
    }
    return findings.isEmpty() ? List.of(Finding.ok("domains", "none")) : findings;
  }

  private static Optional<Finding> domain(Path directory) {
    String subject = "domain " + Text.printable(directory.getFileName().toString());
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(
          Finding.problem(
              subject, "is no directory but something else", "Find out who put it there"));
    }
    try {
      return DomainView.of(directory).map(view -> domain(subject, view));
    } catch (TandemException e) {
      return Optional.of(Finding.problem(subject, Text.printable(e.getMessage()), ""));
    }
  }

  static Finding domain(String subject, DomainView view) {
    long alive = view.participants().stream().filter(Participant::alive).count();
    long dead = view.participants().size() - alive;
    long sizeBytes = view.objects().stream().mapToLong(DomainObject::sizeBytes).sum();
    String text =
        Text.count(alive)
            + " alive, "
            + Text.count(dead)
            + " dead, "
            + Text.count(view.objects().size(), "object")
            + " of "
            + Text.bytes(sizeBytes);
    for (DomainObject object : view.objects()) {
      if (!object.problem().isEmpty()) {
        return Finding.problem(
            subject, text + "; " + object.name() + ": " + Text.printable(object.problem()), "");
      }
    }
    boolean abandoned = alive == 0 && view.retention() == Retention.WHILE_USED;
    return abandoned
        ? Finding.problem(
            subject,
            text + ": every process that used it was killed",
            "The next one that opens it finds it empty; or remove it now: rm -r "
                + view.directory())
        : Finding.ok(subject, text);
  }
}
