package io.tandem.ipc.liveness;

import io.tandem.ipc.DomainAccessException;
import io.tandem.ipc.Problem;
import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.liveness.Registry.State;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One participant of a domain, from joining to leaving. {@code io.tandem.ipc.Domain} is what users
 * see of it.
 *
 * <p><b>Joining.</b> Open the registry, or make one. Lock a slot, write who we are, become JOINING.
 * Then one of these:
 *
 * <ul>
 *   <li>The domain is gone: somebody removes it, or died doing so. Wait until its name is free, or
 *       take the right to remove over from the dead, then start again.
 *   <li>Somebody LIVE is there, or the domain keeps its objects: become LIVE and be counted. That
 *       fails if the domain went in between.
 *   <li>Nobody LIVE is there: everybody who used the domain was killed. Take the right to remove,
 *       remove everything, start again with an empty domain.
 * </ul>
 *
 * <p><b>Leaving.</b> Become LEAVING. If nobody LIVE is there, take the right to remove and use it.
 * Become LEFT and release the slot's lock. Of several that leave at once, the last to become
 * LEAVING sees nobody LIVE; so when all of them have left, the files are gone.
 *
 * <p><b>Why it is safe.</b> The domain never goes to gone under one that has joined (see {@code
 * Registry}). Gone is final for a registry, and exactly one living participant has the right to
 * remove: it passes on only by verdict. While the registry's name leads to the file that says gone,
 * nobody makes another, so who removes deletes no objects but those of the domain that is gone.
 *
 * <p><b>Who can be held up.</b> Only one that joins a domain which is being removed: for the
 * milliseconds that this takes, and if the remover is stopped, until it goes on or dies. Nobody
 * else ever waits, whoever dies or stops wherever.
 *
 * <p>Thread-safe. After {@link #close} every method but {@link #self} and {@link #close} throws
 * {@link IllegalStateException}.
 */
public final class Membership implements Liveness, AutoCloseable {
  private static final long PAUSE_MILLIS = 1;

  final RegistryFile file;
  final Registry registry;
  final Witness witness;
  final Settings settings;
  final Steps steps;
  private final Verdict verdict;
  private int self;
  private Attendance attendance;
  private boolean leaving;
  private volatile boolean closed;

  Membership(RegistryFile file, Witness witness, Settings settings, Steps steps) {
    this.file = file;
    this.registry = file.registry();
    this.witness = witness;
    this.settings = settings;
    this.steps = steps;
    this.verdict = new Verdict(registry, witness, file.file());
  }

  /**
   * Joins the domain in a directory, and makes both if need be. Waits while the domain is being
   * removed.
   *
   * @throws DomainAccessException if the directory or its registry cannot be used, or the thread is
   *     interrupted while it waits
   * @throws io.tandem.ipc.DomainFullException if every slot is taken
   * @throws io.tandem.ipc.StorageFullException if there is no room for a new domain's registry
   * @throws io.tandem.ipc.WrongParametersException if the domain was made with other settings
   * @throws io.tandem.ipc.WrongVersionException if another version of Tandem made the domain
   * @throws io.tandem.ipc.CorruptSegmentException if the registry is damaged
   */
  public static Membership join(DomainDirectory directory, Settings settings) {
    return Joining.join(directory, settings, Steps.NOBODY_LISTENS);
  }

  /**
   * Removes a domain that nobody uses: its objects, whatever its retention, and its directory if
   * that was made for the domain.
   *
   * @return false if there is no domain, or somebody uses it
   * @throws io.tandem.ipc.TandemException as {@link #join} does
   */
  public static boolean removeUnused(DomainDirectory directory, Predicate<Path> isObject) {
    return Joining.removeUnused(directory, isObject, Steps.NOBODY_LISTENS);
  }

  // The own slot.

  /** Takes a slot whose lock is held. */
  void take(int slot, State first) {
    self = registry.take(slot, settings.identity(), first);
    attendance =
        new Attendance(
            registry, self, file.retention() == Retention.UNTIL_REMOVED, new Place(), steps);
  }

  Attendance attendance() {
    return attendance;
  }

  /** What the protocol asks of the file system and the process table. */
  private final class Place implements Attendance.World {
    @Override
    public boolean isDead(int owner) {
      return Membership.this.isDead(owner);
    }

    @Override
    public boolean isCurrent() {
      return file.isCurrent();
    }

    @Override
    public void checkParameters() {
      settings.checkAgainst(file);
    }

    @Override
    public void remove() {
      Leftovers.removeDomain(file, settings.isObject(), steps);
    }

    @Override
    public void pauseFor(int remover) {
      pause("waited for " + describe(remover) + " to remove a domain that nobody used");
    }
  }

  /** Waits for a moment, for something that another participant is about to finish. */
  void pause(String forWhat) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DomainAccessException(
          Problem.of("The thread was interrupted while it " + forWhat)
              .file(directory())
              .next("Open the domain again; if that process is stopped, continue or kill it"),
          e);
    }
  }

  /** Deletes what participants that died left behind while they made something. */
  void sweep() {
    Leftovers.sweepTemporaries(directory(), this);
  }

  // Asking about others.

  /** Where the domain is. */
  public Path directory() {
    return file.file().getParent();
  }

  /** What becomes of the domain's objects when nobody uses it. */
  public Retention retention() {
    return file.retention();
  }

  /** Whether the domain's files are still those that this participant joined. */
  public boolean isCurrent() {
    return !closed && file.isCurrent();
  }

  @Override
  public int self() {
    return self;
  }

  @Override
  public boolean isDead(int owner) {
    if (owner == NOBODY || owner == self) {
      return false;
    }
    try {
      return requireOpen(verdict.isDead(owner));
    } catch (RuntimeException e) {
      throw explained(e);
    }
  }

  @Override
  public String describe(int owner) {
    if (owner == NOBODY) {
      return "nobody";
    }
    try {
      return requireOpen(describePresent(owner));
    } catch (RuntimeException e) {
      throw explained(e);
    }
  }

  /**
   * Gives an answer if this participant has not left meanwhile: the memory reads zeros then, and
   * the answer is worth nothing.
   */
  private <T> T requireOpen(T answer) {
    if (closed) {
      throw new IllegalStateException("this participant has left the domain in " + directory());
    }
    return answer;
  }

  /** What to throw when a question has failed: after leaving, that is the reason. */
  private RuntimeException explained(RuntimeException failure) {
    requireOpen(failure);
    return failure;
  }

  private String describePresent(int owner) {
    int slot = OwnerWord.slot(owner);
    if (slot < registry.slots()) {
      long word = registry.stateWord(slot);
      Identity identity = registry.identity(slot, word);
      if (identity != null && Registry.generation(word) == OwnerWord.generation(owner)) {
        String end =
            switch (Registry.state(word)) {
              case LEFT -> ", which has left";
              case DEAD -> ", which is dead";
              default -> owner == self ? ", this process" : "";
            };
        return "process " + identity.pid() + " (" + identity.label() + ")" + end;
      }
    }
    return "a process that is gone (" + OwnerWord.describe(owner) + ")";
  }

  /** Everybody who takes part, and those that died and whose slot nobody has taken since. */
  public List<Participant> participants() {
    try {
      return requireOpen(listPresent());
    } catch (RuntimeException e) {
      throw explained(e);
    }
  }

  private List<Participant> listPresent() {
    List<Participant> participants = new ArrayList<>();
    int used = registry.used();
    for (int slot = 0; slot < used; slot++) {
      long word = registry.stateWord(slot);
      State state = Registry.state(word);
      Identity identity = registry.identity(slot, word);
      if (identity != null && (state.isHeld() || state == State.DEAD)) {
        int owner = OwnerWord.of(slot, Registry.generation(word));
        participants.add(
            new Participant(
                owner,
                identity.pid(),
                identity.label(),
                Instant.ofEpochMilli(identity.joinedMillis()),
                !isDead(owner)));
      }
    }
    return participants;
  }

  // Leaving.

  /**
   * Ends the use of the domain and removes it if nobody else uses it, but stays alive in the eyes
   * of the others and keeps the memory mapped: for the end of a JVM, while other threads may still
   * run.
   */
  synchronized void stopUsing() {
    if (leaving || closed) {
      return;
    }
    leaving = true;
    if (!attendance.leave()) {
      Log.of(Membership.class)
          .log(
              Level.WARNING,
              "This process was declared dead in the domain in {0}, as its lock was lost: something"
                  + " closed a descriptor of the domain''s lock file.",
              directory());
    }
  }

  /**
   * Leaves the domain. The last one that leaves removes it, unless it keeps its objects. Closing
   * again does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    try {
      stopUsing();
    } finally {
      steps.at("leave: done");
      release();
    }
  }

  /** Gives the slot, the locks and the memory back, even if the registry has been damaged. */
  void release() {
    closed = true;
    try {
      if (self != NOBODY) {
        giveSlotBack();
      }
    } finally {
      witness.close(); // releases the slot's lock
      file.close();
    }
  }

  private void giveSlotBack() {
    int slot = OwnerWord.slot(self);
    long word = registry.stateWord(slot);
    if (Registry.generation(word) == OwnerWord.generation(self) && Registry.state(word).isHeld()) {
      registry.change(slot, word, State.LEFT);
    }
  }
}
