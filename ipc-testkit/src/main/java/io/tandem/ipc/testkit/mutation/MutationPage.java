package io.tandem.ipc.testkit.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The list of all protections, which is the page {@code docs/mutations.md} itself: each line of its
 * tables names one, the change of the code that takes it out, and the test that fails then.
 *
 * <p>A mutant is the shipped source with that change, compiled as the build does it and loaded
 * beside the real thing together with its test. So production code has no switches, what is taken
 * out can be read as code, and a line whose code has changed fails loudly.
 */
public final class MutationPage {
  static final String NAME = "docs/mutations.md";

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern PROTOCOL = Pattern.compile("## (.+)");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern TEST_FIRST = Pattern.compile("`([^`]*)`(?:: )?(.*)");
  private static final String HEADER = "protection";
  private static final String SURVIVORS = "why it stays";

  /** The accesses that order something or decide between processes, but not their declarations. */
  private static final Pattern ORDERED =
      Pattern.compile(
          "(?<!boolean )\\b(?:setRelease|setVolatile|getAcquire|getVolatile|getOpaque|compareAndSet|getAndAdd"
              + "|fullFence|acquireFence|isDead)\\(");

  private final Path module;
  private final List<Mutant> mutants = new ArrayList<>();

  private MutationPage(Path module) {
    this.module = module;
  }

  /**
   * The mutants of the classes of a module.
   *
   * @param module its directory, beside which the documents lie
   * @throws IllegalStateException if the page cannot be understood
   */
  public static MutationPage of(Path module) {
    MutationPage page = new MutationPage(module.toAbsolutePath());
    try {
      page.read(Files.readAllLines(page.module.resolveSibling(NAME)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page;
  }

  private void read(List<String> lines) throws IOException {
    String protocol = null;
    boolean survivors = false;
    for (int i = 0; i < lines.size(); i++) {
      Matcher heading = PROTOCOL.matcher(lines.get(i));
      if (heading.matches()) {
        protocol = heading.group(1);
      }
      if (!lines.get(i).startsWith("| ")) {
        continue;
      }
      List<String> cells = cells(lines.get(i));
      if (cells.get(0).equals(HEADER)) {
        survivors = cells.get(cells.size() - 1).equals(SURVIVORS);
      } else {
        add(protocol, i + 1, cells, survivors);
      }
    }
  }

  private static List<String> cells(String line) {
    return Stream.of(line.split("(?<!\\\\)\\|"))
        .skip(1)
        .map(cell -> cell.replace("\\|", "|").trim())
        .toList();
  }

  private void add(String protocol, int line, List<String> cells, boolean survives)
      throws IOException {
    try {
      if (cells.size() != 4) {
        throw new IllegalArgumentException("a line has 4 cells: " + cells);
      }
      String simpleName = code(cells.get(1));
      Path file = find(simpleName);
      if (file == null) {
        return; // of another module
      }
      Path relative = module.resolve(SOURCES).relativize(file.getParent());
      String packageName = relative.toString().replace('/', '.');
      Matcher last = TEST_FIRST.matcher(cells.get(3));
      TestCall test = last.matches() ? TestCall.parse(packageName, last.group(1)) : null;
      if (test == null && !survives) {
        throw new IllegalArgumentException("no test: " + cells.get(3));
      }
      String why = test == null ? cells.get(3) : last.group(2);
      Edit edit = Edit.parse(code(cells.get(2)));
      mutants.add(
          new Mutant(
              protocol,
              cells.get(0),
              line,
              file,
              packageName + "." + simpleName,
              edit,
              test,
              survives ? why : null));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("line " + line + " of " + NAME + ": " + e.getMessage(), e);
    }
  }

  private static String code(String cell) {
    Matcher code = CODE.matcher(cell);
    if (!code.matches()) {
      throw new IllegalArgumentException("this is not in backquotes: " + cell);
    }
    return code.group(1);
  }

  private Path find(String simpleName) throws IOException {
    try (Stream<Path> files = Files.walk(module.resolve(SOURCES))) {
      return files.filter(file -> file.endsWith(simpleName + ".java")).findFirst().orElse(null);
    }
  }

  /** All mutants, in their order on the page. */
  public List<Mutant> mutants() {
    return List.copyOf(mutants);
  }

  /** Those that a test is said to notice. */
  public Stream<Mutant> killed() {
    return mutants.stream().filter(mutant -> !mutant.survives());
  }

  /** Each n-th of those, with the first: for builds that have no time for all. */
  public Stream<Mutant> someKilled(int n) {
    List<Mutant> all = killed().toList();
    return IntStream.range(0, all.size()).filter(i -> i % n == 0).mapToObj(all::get);
  }

  /** Those that no test notices, where one is named that comes near. */
  public Stream<Mutant> survivors() {
    return mutants.stream().filter(mutant -> mutant.survives() && mutant.hasTest());
  }

  /**
   * The ordered accesses of some files that no line of the page takes out or weakens.
   *
   * @param isProtocol which files of the module have to be complete
   * @return where they are, with their code
   */
  public List<String> uncovered(Predicate<Path> isProtocol) {
    List<String> uncovered = new ArrayList<>();
    try (Stream<Path> files = Files.walk(module.resolve(SOURCES))) {
      for (Path file : files.filter(Files::isRegularFile).filter(isProtocol).sorted().toList()) {
        String source = JavaSource.withoutComments(Files.readString(file));
        Matcher access = ORDERED.matcher(source);
        while (access.find()) {
          if (!isCovered(file, source, access.start(), access.end())) {
            uncovered.add(place(file, source, access.start()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return uncovered;
  }

  private boolean isCovered(Path file, String source, int from, int to) {
    return mutants.stream()
        .anyMatch(mutant -> mutant.file().equals(file) && mutant.touches(source, from, to));
  }

  private static String place(Path file, String source, int at) {
    int line = source.substring(0, at).split("\n", -1).length;
    int begin = source.lastIndexOf('\n', at) + 1;
    int end = source.indexOf('\n', at);
    return file.getFileName() + ":" + line + " " + source.substring(begin, end).trim();
  }
}
