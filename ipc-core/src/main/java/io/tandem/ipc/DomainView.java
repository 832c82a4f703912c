package io.tandem.ipc;

import io.tandem.ipc.liveness.DomainDirectory;
import io.tandem.ipc.liveness.Onlooker;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A domain as it was at one moment, seen from outside: for tools. Looking joins nothing and changes
 * nothing, where opening a domain that nobody uses would empty it.
 *
 * @param directory where it is
 * @param retention what becomes of its objects when nobody has it open
 * @param slots how many participants there can be
 * @param isGone whether it is just being removed, or somebody died doing so
 * @param participants those that have it open, and those that died and whose slot nobody has taken
 *     since
 * @param objects its objects, sorted by name
 */
public record DomainView(
    Path directory,
    Retention retention,
    int slots,
    boolean isGone,
    List<Participant> participants,
    List<DomainObject> objects) {

  /** Copies the lists. */
  public DomainView {
    participants = List.copyOf(participants);
    objects = List.copyOf(objects);
  }

  /**
   * Looks at the domain in a directory.
   *
   * @return empty if there is none
   * @throws DomainAccessException if the directory cannot be used; see {@link Domain#open(String)}
   * @throws CorruptSegmentException if the registry is damaged
   * @throws WrongVersionException if another version of Tandem has made the domain
   */
  public static Optional<DomainView> of(Path directory) {
    DomainDirectory place = DomainDirectory.at(directory);
    return Onlooker.look(place).map(sight -> of(place.path(), sight));
  }

  private static DomainView of(Path directory, Onlooker.Sight sight) {
    return new DomainView(
        directory,
        sight.retention(),
        sight.slots(),
        sight.isGone(),
        sight.participants(),
        DomainFiles.list(directory));
  }
}
