package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.queue.Structure.Handle;
import java.nio.file.Path;
import java.util.Locale;

/** Coming to a domain, leaving it, and making and removing its objects. */
final class DomainScenario extends AccessScenario {
  /** What the victim does. */
  enum Operation {
    JOIN("join"),
    LEAVE("leave"),
    CREATE("create an object"),
    UNLINK("unlink an object");

    private final String title;

    Operation(String title) {
      this.title = title;
    }
  }

  /** Who is or was there. */
  enum Context {
    ALONE,
    CONTENDED,
    /** One that has died is still in the registry. */
    IN_REPAIR
  }

  private static final String OBJECT = "numbers";

  private final Operation operation;
  private final Context context;
  private Path directory;
  private Domain domain;

  DomainScenario(Operation operation, Context context) {
    super(
        "domain: " + operation.title,
        context == Context.IN_REPAIR ? "after a death as participant" : name(context));
    this.operation = operation;
    this.context = context;
  }

  private static String name(Context context) {
    return context.name().toLowerCase(Locale.ROOT);
  }

  /** Whoever comes to a domain that is just being made or removed may have to wait for that. */
  @Override
  boolean canBeStopped() {
    return context == Context.CONTENDED;
  }

  @Override
  String deathBefore() {
    return context == Context.IN_REPAIR ? "compareAndSet in Registry" : null;
  }

  @Override
  void prepare(Place at) {
    directory = at.scratch().resolve(at.object());
    if (context == Context.CONTENDED) {
      domain = Domain.open(directory);
      if (operation != Operation.CREATE) {
        Structure.QUEUE.create(domain, OBJECT);
      }
    }
  }

  @Override
  String enter(Place at, boolean isFirst) {
    directory = at.scratch().resolve(at.object());
    if (isFirst) {
      domain = Domain.open(directory);
    } else if (operation != Operation.JOIN) {
      domain = Domain.open(directory);
      if (operation != Operation.CREATE && context != Context.CONTENDED) {
        Structure.QUEUE.create(domain, OBJECT);
      }
    }
    return "-";
  }

  @Override
  String act(boolean isFirst) {
    switch (isFirst ? Operation.LEAVE : operation) {
      case JOIN -> domain = Domain.open(directory);
      case LEAVE -> domain.close();
      case CREATE -> createOnce(domain);
      case UNLINK -> domain.unlink(OBJECT);
    }
    return "-";
  }

  private static void createOnce(Domain domain) {
    try {
      Structure.QUEUE.create(domain, OBJECT);
    } catch (ObjectExistsException e) {
      // The survivor was faster.
    }
  }

  @Override
  void leave() {
    domain.close();
  }

  @Override
  void beside() {
    try (Domain third = Domain.open(directory)) {
      use(third);
    }
    use(domain);
  }

  private static void use(Domain domain) {
    try {
      put(domain);
    } catch (ObjectMissingException e) {
      createOnce(domain);
      put(domain);
    }
  }

  private static void put(Domain domain) {
    try (Handle handle = Structure.QUEUE.open(domain, OBJECT)) {
      assertThat(handle.put(1)).isTrue();
      assertThat(handle.takeAll()).containsExactly(1L);
    }
  }

  @Override
  void check(String result) {
    if (domain == null) {
      domain = Domain.open(directory);
    }
    assertThat(domain.participants())
        .filteredOn(Participant::alive)
        .extracting(Participant::owner)
        .containsExactly(domain.liveness().self());
    use(domain);
    domain.close();
    // Of the directory itself nobody knows who has made it, if that one died before it could say.
    assertThat(directory.toFile().list()).as("what the last one out has left").isNullOrEmpty();
  }
}
