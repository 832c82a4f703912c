package io.tandem.ipc.testkit;

import io.tandem.ipc.memory.Layout;
import io.tandem.ipc.memory.Words;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the code of several simulated processes on model memory in every order there is, kills them
 * wherever they can be killed, and checks that what must hold does.
 *
 * <pre>{@code
 * ModelCheck.named("counter")
 *     .memory(64)
 *     .process("a", me -> me.words().getAndAdd(0, 1))
 *     .process("b", me -> me.words().getAndAdd(0, 1))
 *     .atEnd(view -> assertThat(view.words().getPlain(0)).isEqualTo(2))
 *     .run();
 * }</pre>
 *
 * <p><b>What is explored.</b> Every interleaving of the steps, where a step is one access to the
 * memory, one question about who is dead, one look at the clock, one choice; with {@link #kills}
 * and {@link #stops} every place at which a process can die or be stopped; with {@link #memory(
 * MemoryModel)} also every order in which stores can become visible, and with {@link #earlyLoads}
 * every order in which loads can be performed.
 *
 * <p><b>Loops that wait.</b> A process that has gone round a loop with the same steps and the same
 * results ({@link #spins} times in a row, 2 if not said otherwise) takes no more steps until one of
 * those results would be another. If then nobody else can go on either, it is given some more
 * rounds, in case it counts them; a loop that counts its rounds is otherwise not seen to give up
 * before others move on. {@link ModelProcess#pause} says so explicitly.
 *
 * <p><b>Failures.</b> {@link ModelFailure} is thrown with the schedule, which {@link #replay} runs
 * again, and with its trace. It fails when a body throws, when a monitor or a check throws {@link
 * AssertionError}, when at some point no process can go on although one has not finished, and when
 * processes would run for ever whatever the schedule.
 *
 * <p>Not thread-safe; one run at a time.
 */
public final class ModelCheck {
  private static final int MOST_PROCESSES = 26;

  private final String name;
  private int sizeBytes = 4096;
  private Consumer<Words> setup = words -> {};
  private final List<Actor> actors = new ArrayList<>();
  private final List<Monitor<Object>> monitors = new ArrayList<>();
  private final List<Consumer<ModelView>> always = new ArrayList<>();
  private final List<Consumer<ModelView>> atEnd = new ArrayList<>();
  private final WordNames names = new WordNames();
  private MemoryModel memory = MemoryModel.SEQUENTIAL;
  private boolean earlyLoads;
  private boolean earlyStores;
  private int kills;
  private int stops;
  private int spins = 2;
  private boolean clockTies;
  private boolean tears;
  private boolean reduction = true;
  private int switches = Integer.MAX_VALUE;
  private int stepLimit = 20_000;
  private int stateLimit = 50_000_000;
  private int spares;

  private ModelCheck(String name) {
    this.name = name;
  }

  /** Starts the declaration of a check; the name is for the report. */
  public static ModelCheck named(String name) {
    return new ModelCheck(name);
  }

  /** How much memory there is; zeroed; 4096 bytes if not said. */
  public ModelCheck memory(int newSizeBytes) {
    this.sizeBytes = newSizeBytes;
    return this;
  }

  /** In which order stores become visible; {@link MemoryModel#SEQUENTIAL} if not said. */
  public ModelCheck memory(MemoryModel model) {
    this.memory = model;
    return this;
  }

  /**
   * Whether loads may have been performed early; no if not said. Then a load gives what the word
   * held at any time since the last point that it cannot pass. That is the time at which the latest
   * acquire or volatile load before it was performed, or the load of the latest atomic update; with
   * an acquire fence, that of every load before the fence; for a volatile load, that of the latest
   * volatile store or atomic update; and the present for what comes after a full fence, a pause, or
   * the begin of an operation. Loads of one word keep their order. In a loop that only repeats
   * itself, loads are fresh.
   *
   * <p>So no store, not even that of a compare-and-set, keeps an acquire load behind it: on x86 it
   * does, on ARM it need not, and the memory model of Java leaves it open.
   *
   * <p>What acquire loads, acquire fences and full fences are for shows only here. It costs about
   * twenty times as many states.
   */
  public ModelCheck earlyLoads(boolean early) {
    this.earlyLoads = early;
    return this;
  }

  /**
   * Whether plain and opaque stores, and payload, may become visible before earlier plain and
   * opaque loads, and reads of payload, of the same process have been performed; no if not said.
   * Never before a load on which it depends whether the store is made, nor before one of the same
   * word.
   *
   * <p>What a release store is for that follows loads shows only here: that all that was read has
   * been read before others may overwrite it.
   */
  public ModelCheck earlyStores(boolean early) {
    this.earlyStores = early;
    return this;
  }

  /** Prepares the memory before any process starts. */
  public ModelCheck setup(Consumer<Words> preparation) {
    this.setup = preparation;
    return this;
  }

  /** Names a word or some bytes for traces. */
  public ModelCheck label(long offset, long newSizeBytes, String label) {
    names.add(offset, newSizeBytes, label);
    return this;
  }

  /** Names the fields of a structure for traces, its repeated part {@code repeats} times. */
  public ModelCheck label(long offset, Layout layout, int repeats) {
    names.add(offset, "", layout, repeats);
    return this;
  }

  /** A process that may start at once. */
  public ModelCheck process(String process, ModelBody body) {
    return add(process, body, Actor.Start.AT_ONCE, 0, nextSlot(), 1, true);
  }

  /** As {@link #process}, but it is never killed nor stopped. */
  public ModelCheck immortal(String process, ModelBody body) {
    return add(process, body, Actor.Start.AT_ONCE, 0, nextSlot(), 1, false);
  }

  /** A process in a slot of its own that starts after a death: the n-th spare after n deaths. */
  public ModelCheck spare(String process, ModelBody body) {
    return add(process, body, Actor.Start.SPARE, spares++, nextSlot(), 1, true);
  }

  /** A process that starts when the other one has died, in its slot with the next generation. */
  public ModelCheck successor(String process, String of, ModelBody body) {
    Actor dead = actor(of);
    int slot = dead.owner() & ((1 << Actor.SLOT_BITS) - 1);
    int generation = (dead.owner() >>> Actor.SLOT_BITS) + 1;
    return add(process, body, Actor.Start.SUCCESSOR, dead.index(), slot, generation, true);
  }

  /**
   * A process that starts when all others have finished, died or been stopped; several run one
   * after the other. It is not killed.
   */
  public ModelCheck afterwards(String process, ModelBody body) {
    return add(process, body, Actor.Start.AFTERWARDS, 0, nextSlot(), 1, false);
  }

  private int nextSlot() {
    return actors.size() + 1;
  }

  private ModelCheck add(
      String process,
      ModelBody body,
      Actor.Start start,
      int predecessor,
      int slot,
      int generation,
      boolean mortal) {
    if (actors.size() == MOST_PROCESSES) {
      throw new IllegalStateException("more than " + MOST_PROCESSES + " processes");
    }
    if (actors.stream().anyMatch(actor -> actor.name().equals(process))) {
      throw new IllegalArgumentException("two processes '" + process + "'");
    }
    int owner = Actor.ownerWord(slot, generation);
    actors.add(new Actor(actors.size(), process, body, owner, start, predecessor, mortal));
    return this;
  }

  private Actor actor(String process) {
    return actors.stream()
        .filter(actor -> actor.name().equals(process))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no process '" + process + "' so far"));
  }

  /** The owner word that a process declared so far has; for setups that name one. */
  public int ownerOf(String process) {
    return actor(process).owner();
  }

  /** How many processes may be killed in one schedule; none if not said. */
  public ModelCheck kills(int most) {
    this.kills = most;
    return this;
  }

  /**
   * How many processes may be stopped for good in one schedule; none if not said. A stopped process
   * is alive, takes no further step, and the others must come to an end without it.
   */
  public ModelCheck stops(int most) {
    this.stops = most;
    return this;
  }

  /** Whether readings of the clock that follow each other may be equal; no if not said. */
  public ModelCheck clockTies(boolean ties) {
    this.clockTies = ties;
    return this;
  }

  /** Whether payload of several words is read and written word by word; no if not said. */
  public ModelCheck tornPayload(boolean torn) {
    this.tears = torn;
    return this;
  }

  /** After how many equal rounds a loop waits for a change; 2 if not said. */
  public ModelCheck spins(int rounds) {
    if (rounds < 2) {
      throw new IllegalArgumentException("a loop cannot be told from one round");
    }
    this.spins = rounds;
    return this;
  }

  /**
   * Whether steps that nobody else can notice are made at once, without trying other orders; yes if
   * not said. Without, every state is visited, which is what a count by hand counts.
   */
  public ModelCheck reduction(boolean on) {
    this.reduction = on;
    return this;
  }

  /**
   * How often the machine may turn from a process that could go on to another one; without limit if
   * not said. With 2 or 3, scripts far too large for all schedules still show most mistakes.
   */
  public ModelCheck switches(int most) {
    this.switches = most;
    return this;
  }

  /** How long a schedule may become before it counts as endless; 20,000 steps if not said. */
  public ModelCheck stepLimit(int most) {
    this.stepLimit = most;
    return this;
  }

  /** How many states there may be before the check fails as too large; 50 million if not said. */
  public ModelCheck stateLimit(int most) {
    this.stateLimit = most;
    return this;
  }

  /** Adds a monitor of the events that the processes report. */
  @SuppressWarnings("unchecked")
  public ModelCheck monitor(Monitor<?> monitor) {
    monitors.add((Monitor<Object>) monitor);
    return this;
  }

  /** Adds a check of every state. */
  public ModelCheck always(Consumer<ModelView> check) {
    always.add(check);
    return this;
  }

  /** Adds a check of every state in which all processes have finished or died. */
  public ModelCheck atEnd(Consumer<ModelView> check) {
    atEnd.add(check);
    return this;
  }

  /**
   * Explores every schedule.
   *
   * @return what has been gone through, which is also printed
   * @throws ModelFailure at the first schedule that breaks what must hold
   */
  public ModelReport run() {
    Start start = new Start(System.nanoTime(), cpuNanos());
    ModelTables tables = tables(false);
    Explorer explorer = new Explorer(world(options(), tables), options());
    try {
      explorer.explore();
    } catch (Explorer.Found found) {
      throw failure(simpler(found, explorer.states()));
    }
    return report(name, explorer, tables, start);
  }

  /**
   * Follows random schedules instead of all: for scripts that are too large for {@link #run}. The
   * same seed gives the same schedules.
   *
   * @throws ModelFailure at the first schedule that breaks what must hold
   */
  public ModelReport runRandomly(int schedules, long seed) {
    Start start = new Start(System.nanoTime(), cpuNanos());
    ModelTables tables = tables(false);
    Explorer explorer = new Explorer(world(options(), tables), options());
    try {
      explorer.walk(schedules, seed);
    } catch (Explorer.Found found) {
      throw failure(found);
    }
    return report(name + ", " + schedules + " from seed " + seed, explorer, tables, start);
  }

  /**
   * Runs one schedule again.
   *
   * @param schedule as a {@link ModelFailure} gave it
   * @return the trace of its steps
   * @throws ModelFailure if it breaks what must hold
   */
  public String replay(String schedule) {
    ModelOptions options = options().withSwitches(Integer.MAX_VALUE, stateLimit);
    return new Replay(name, options, world(options, tables(true))).run(Move.parse(schedule));
  }

  /** The same mistake with as few switches as it takes, if that is found quickly. */
  private Explorer.Found simpler(Explorer.Found first, long states) {
    if (first.kind() != Explorer.Kind.BROKEN) {
      return first;
    }
    int limit = (int) Math.min(stateLimit, Math.max(states, 100_000));
    for (int most = 0; most < 8; most++) {
      ModelOptions bounded = options().withSwitches(most, limit);
      try {
        Explorer explorer = new Explorer(world(bounded, tables(false)), bounded);
        explorer.explore();
      } catch (Explorer.Found found) {
        return found.kind() == Explorer.Kind.BROKEN ? found : first;
      }
    }
    return first;
  }

  private ModelFailure failure(Explorer.Found found) {
    ModelOptions options = options().withSwitches(Integer.MAX_VALUE, stateLimit);
    Replay replay = new Replay(name, options, world(options, tables(true)));
    try {
      replay.run(found.schedule());
    } catch (ModelFailure failure) {
      return failure;
    } catch (IllegalArgumentException cannotFollow) {
      throw notRepeatable(found, cannotFollow);
    }
    if (found.kind() == Explorer.Kind.BROKEN) {
      throw notRepeatable(found, null);
    }
    return replay.failure(Move.format(found.schedule()), found.getCause());
  }

  private IllegalStateException notRepeatable(Explorer.Found found, Throwable how) {
    IllegalStateException exception =
        new IllegalStateException(
            "model check "
                + name
                + ": "
                + found.getMessage()
                + ", but the schedule '"
                + Move.format(found.schedule())
                + "' does not do it again. A process must give settle() all that it depends on",
            how);
    exception.addSuppressed(found.getCause());
    return exception;
  }

  private ModelReport report(String title, Explorer explorer, ModelTables tables, Start start) {
    ModelReport report =
        new ModelReport(
            title,
            explorer.states(),
            explorer.steps(),
            tables.localStates(),
            explorer.endStates(),
            explorer.longest(),
            System.nanoTime() - start.nanos,
            cpuNanos() - start.cpuNanos);
    System.out.println(report);
    return report;
  }

  /** When a run began. */
  private record Start(long nanos, long cpuNanos) {}

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private ModelOptions options() {
    return new ModelOptions(
        memory,
        earlyLoads,
        earlyStores,
        kills,
        stops,
        clockTies,
        reduction,
        switches,
        stepLimit,
        stateLimit,
        List.copyOf(monitors),
        List.copyOf(always),
        List.copyOf(atEnd),
        names);
  }

  private ModelTables tables(boolean traces) {
    return new ModelTables(List.copyOf(actors), spins, tears, traces);
  }

  private World world(ModelOptions options, ModelTables tables) {
    ModelMemory words = new ModelMemory(sizeBytes, options.earlyLoads());
    setup.accept(new ModelWords(new HeapPort(words.words, true), 0, sizeBytes));
    return new World(options, tables, words);
  }
}
