package io.tandem.ipc.queue;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import io.tandem.ipc.os.FileSpace;
import io.tandem.ipc.os.Futex;
import io.tandem.ipc.os.MappedRegion;
import io.tandem.ipc.os.SlotLocks;
import io.tandem.ipc.testkit.AccessSites;
import java.io.IOException;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The shipped classes through which all access to shared memory and to the system goes, with a call
 * of {@link AccessSites} put at the beginning of their methods. A child JVM that finds these before
 * the others runs the shipped code in all else.
 */
final class CountedClasses {
  private static final String[] NO_ACCESS = {"sizeBytes", "addressOf", "slice"};

  private CountedClasses() {}

  /** Writes them into a directory. */
  static void write(Path directory) throws IOException {
    new ByteBuddy()
        .redefine(MappedWords.class, locator(MappedWords.class))
        .visit(
            Advice.to(Access.class)
                .on(
                    isPublic()
                        .and(not(namedOneOf(NO_ACCESS)))
                        .and(not(copiesArrayIn()))
                        .and(MethodDescription::isMethod)))
        .visit(Advice.to(ArrayWrite.class).on(copiesArrayIn()))
        .make()
        .saveIn(directory.toFile());
    count(FileSpace.class, directory, "allocate", "back");
    count(MappedRegion.class, directory, "map", "release");
    count(SlotLocks.class, directory, "open", "openExisting", "tryLock", "unlock", "isFree");
    count(Futex.class, directory, "await", "awaitAny", "wake");
  }

  private static ElementMatcher.Junction<MethodDescription> copiesArrayIn() {
    return named("writeBytes").<MethodDescription>and(takesArgument(1, byte[].class));
  }

  private static void count(Class<?> type, Path directory, String... methods) throws IOException {
    new ByteBuddy()
        .redefine(type, locator(type))
        .visit(Advice.to(Access.class).on(isPublic().and(namedOneOf(methods))))
        .make()
        .saveIn(directory.toFile());
  }

  private static ClassFileLocator locator(Class<?> type) {
    return ClassFileLocator.ForClassLoader.of(type.getClassLoader());
  }

  /** Put at the beginning of an access. */
  static final class Access {
    private Access() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Origin("#m") String method) {
      AccessSites.reach(method);
    }
  }

  /** Put at the beginning of a copy of bytes into shared memory. */
  static final class ArrayWrite {
    private ArrayWrite() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.This Object words,
        @Advice.Argument(0) long offset,
        @Advice.Argument(1) byte[] source,
        @Advice.Argument(2) int index,
        @Advice.Argument(3) int length) {
      AccessSites.reachWrite((Words) words, offset, source, index, length);
    }
  }
}
