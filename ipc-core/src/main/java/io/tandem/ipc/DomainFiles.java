package io.tandem.ipc;

import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The files of a domain's objects. */
final class DomainFiles {
  private DomainFiles() {}

  /** Whether a file is certainly an object of ours, of this version or another, or damaged. */
  static final class IsObject implements Predicate<Path> {
    @Override
    public boolean test(Path file) {
      return Names.isValid(file.getFileName().toString()) && Segment.isSegment(file);
    }
  }

  /** The objects in a directory, sorted by name. */
  static List<DomainObject> list(Path directory) {
    List<DomainObject> objects = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (Names.isValid(file.getFileName().toString())) {
          DomainObject object = read(file);
          if (object != null) {
            objects.add(object);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new DomainAccessException(
          Problem.of("A domain's directory cannot be listed: " + e.getMessage())
              .file(directory)
              .next("Check that nobody has removed it"),
          e);
    }
    objects.sort(Comparator.comparing(DomainObject::name));
    return objects;
  }

  /** Null if it has gone meanwhile. */
  private static DomainObject read(Path file) {
    String name = file.getFileName().toString();
    try {
      SegmentInfo info = Segment.inspect(file);
      return new DomainObject(
          name,
          info.kind(),
          info.sizeBytes(),
          info.creator(),
          info.creatorPid(),
          info.created(),
          "");
    } catch (ObjectMissingException e) {
      return null;
    } catch (TandemException e) {
      return new DomainObject(name, "", size(file), 0, 0, null, e.getMessage());
    }
  }

  private static long size(Path file) {
    try {
      return (Long) Files.getAttribute(file, "size", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Removes an object's name; whether there was one. */
  static boolean unlink(Path file) {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ObjectAccessException(
          Problem.of("A directory is no object and is not removed")
              .file(file)
              .next("Remove it by other means if it is of no use"));
    }
    return Segment.unlink(file);
  }
}
