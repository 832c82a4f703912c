package io.tandem.ipc.testkit.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One Java file with a change, for a JVM of its own that finds it before the real one. */
public final class ChangedFile {
  private ChangedFile() {}

  /**
   * The file's text with the change.
   *
   * @param edit the code with the changes in it, as on the page of mutations
   * @throws IllegalStateException if the code is not in the file exactly once
   */
  public static String changed(Path file, String edit) throws IOException {
    return Edit.parse(edit).applyWithImports(JavaSource.withoutComments(Files.readString(file)));
  }

  /**
   * Compiles the file with the change against the class path of this JVM.
   *
   * @param edit as in {@link #changed}
   * @param directory where the classes go
   * @throws IllegalStateException if the code is not in the file exactly once, or does not compile
   */
  public static void compile(Path file, String edit, Path directory) throws IOException {
    Map<String, byte[]> types = MutantCompiler.compile(file, changed(file, edit));
    for (Map.Entry<String, byte[]> type : types.entrySet()) {
      Path target = directory.resolve(type.getKey().replace('.', '/') + ".class");
      Files.createDirectories(target.getParent());
      Files.write(target, type.getValue());
    }
  }
}
