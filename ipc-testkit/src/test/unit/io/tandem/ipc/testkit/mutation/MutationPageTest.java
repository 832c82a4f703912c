package io.tandem.ipc.testkit.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages about a module of one class, io.tandem.ipc.sample.Counter. */
class MutationPageTest {
  private static final String ONE_STEP = "words.{{getAndAdd( => getPlain(0); getThenAdd(words,}}";

  @TempDir Path project;
  private Path module;

  @BeforeEach
  void makeModule() throws IOException {
    module = project.resolve("module");
    Path sources = module.resolve("src/main/java/io/tandem/ipc/sample");
    Files.createDirectories(sources);
    Files.createDirectories(project.resolve("docs"));
    Files.copy(
        Path.of("src/test/unit/io/tandem/ipc/sample/Counter.java"),
        sources.resolve("Counter.java"));
  }

  private MutationPage page(String killed, String survivors) throws IOException {
    Files.writeString(
        project.resolve("docs/mutations.md"),
        """
        ## Counting

        | protection | class | taken out | killed by |
        |---|---|---|---|
        | foreign | `OfAnotherModule` | `{{a => b}}` | `SomeTest.some` |
        %s

        ### What survives

        | protection | class | taken out | why it stays |
        |---|---|---|---|
        %s
        """
            .formatted(killed, survivors));
    return MutationPage.of(module);
  }

  private static String line(String change, String last) {
    return "| one step | `Counter` | `" + change + "` | " + last + " |";
  }

  private Mutant onlyMutant(String change, String test) throws IOException {
    MutationPage page = page(line(change, "`" + test + "`"), "");
    assertThat(page.mutants()).hasSize(1);
    return page.mutants().get(0);
  }

  @Test
  void aMutantThatItsTestNoticesIsKilled() throws IOException {
    String change = "long next = {{words.getAndAdd( => getThenAdd(words, }}0, 1) + 1;";
    Mutant mutant = onlyMutant(change, "CounterTest.countsEveryone(WEAK_STORES)");
    assertThat(mutant).hasToString("Counting: one step");
    assertThat(mutant.survives()).isFalse();
    mutant.check();
  }

  @Test
  void aMutantThatItsTestDoesNotNoticeIsReported() throws IOException {
    String change = "words.set{{Release => Plain}}(8, next);";
    Mutant mutant = onlyMutant(change, "CounterTest.countsEveryone(SEQUENTIAL)");
    assertThatThrownBy(mutant::check)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "line 6 of docs/mutations.md (one step): CounterTest.countsEveryone(SEQUENTIAL) passes"
                + " although this was taken out: words.set{{Release => Plain}}(8, next);. Sharpen"
                + " the test, or delete the protection, or say why it stays");
  }

  @Test
  void aSurvivorMustSurvive() throws IOException {
    String survives = "words.set{{Release => Plain}}(8, next);";
    String dies = "long next = {{words.getAndAdd( => getThenAdd(words, }}0, 1) + 1;";
    String why = "`CounterTest.countsEveryone(SEQUENTIAL)`: nobody reads it";
    MutationPage page =
        page("", line(survives, why) + "\n" + line(dies, why) + "\n" + line(dies, "just so"));
    assertThat(page.killed()).isEmpty();
    assertThat(page.mutants()).hasSize(3).allMatch(Mutant::survives);
    Mutant[] survivors = page.survivors().toArray(Mutant[]::new);
    assertThat(survivors).as("those with a test").hasSize(2);

    survivors[0].check();
    assertThatThrownBy(survivors[1]::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("line 13 of docs/mutations.md (one step) says that this survives")
        .hasMessageContaining("move the line up");
  }

  @Test
  void aLineWhoseCodeHasChangedFails() throws IOException {
    Mutant mutant = onlyMutant(ONE_STEP + "8, 1)", "CounterTest.countsEveryone(SEQUENTIAL)");
    assertThatThrownBy(mutant::check)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "line 6 of docs/mutations.md (one step): io.tandem.ipc.sample.Counter")
        .hasMessageContaining("this code is gone: " + ONE_STEP + "8, 1)")
        .hasMessageEndingWith("Put the line right");
  }

  @Test
  void whatCannotBeRunKillsNothing() throws IOException {
    String fine = "words.set{{Release => Plain}}(8, next);";
    assertThatThrownBy(onlyMutant("{{return next; => }}", "CounterTest.countsEveryone")::check)
        .hasMessageContaining("the mutant does not compile")
        .hasMessageContaining("missing return statement");
    assertThatThrownBy(onlyMutant(fine, "NoTest.none")::check)
        .hasMessage("there is no test io.tandem.ipc.sample.NoTest");
    assertThatThrownBy(onlyMutant(fine, "CounterTest.none")::check)
        .hasMessage("0 methods are named CounterTest.none");
    assertThatThrownBy(onlyMutant(fine, "CounterTest.countsEveryone(STORE_BUFFERS)")::check)
        .hasMessageContaining("takes one of [SEQUENTIAL, WEAK_STORES]");
    assertThatThrownBy(
            onlyMutant(
                    "return {{next => MissingHere.next}}; } {{ => static class MissingHere { static"
                        + " long next = fails(); static long fails() { throw new"
                        + " IllegalStateException(); } } }}",
                    "CounterTest.countsEveryone(SEQUENTIAL)")
                ::check)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("could not be run");
  }

  @Test
  void aLineThatCannotBeUnderstoodFailsAtOnce() {
    assertThatThrownBy(() -> page("| a | `Counter` | `{{b => c}}` |", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("line 6 of docs/mutations.md: a line has 4 cells");
    assertThatThrownBy(() -> page(line("{{a => b}}", "nobody"), ""))
        .hasMessageContaining("line 6 of docs/mutations.md: no test: nobody");
    assertThatThrownBy(() -> page("| a | `Counter` | {{b => c}} | `A.b` |", ""))
        .hasMessageContaining("line 6 of docs/mutations.md: this is not in backquotes: {{b => c}}");
  }

  @Test
  void accessesThatNoLineTouchesAreListed() throws IOException {
    MutationPage page = page(line("words.set{{Release => Plain}}(8, next);", "`A.b`"), "");
    assertThat(page.uncovered(file -> true))
        .containsExactly("Counter.java:10 long next = words.getAndAdd(0, 1) + 1;");
    assertThat(page.uncovered(file -> false)).isEmpty();
  }
}
