package io.tandem.ipc.queue;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import io.tandem.ipc.testkit.Storm;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The file of a queue with leases is damaged again and again while two handles put, take,
 * acknowledge and give back: between their operations, or all the time beside them.
 */
final class LeaseQueueFuzz {
  private static final int INPUTS_PER_LIFE = 24;
  private static final int USES_IN_A_STORM = 60;
  private static final int CAPACITY = 8;
  private static final int MOST_LEASES = 4;
  private static final TimeUnit MICROS = TimeUnit.MICROSECONDS;
  private static final String NAME = "leased";

  private final Fuzz fuzz;
  private final Domain domain;

  private LeaseQueueFuzz(Fuzz fuzz, Domain domain) {
    this.fuzz = fuzz;
    this.domain = domain;
  }

  /** Arguments: seed, inputs, directory for files. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2)).resolve("domain");
    try (Domain domain = Domain.open(directory)) {
      fuzz.run(Long.parseLong(link.argument(1)), new LeaseQueueFuzz(fuzz, domain)::live);
    }
    fuzz.finish(directory);
  }

  private static LeaseQueueBuilder<String> builder() {
    return LeaseQueue.of(Codecs.string());
  }

  private void live(SplittableRandom random) throws Exception {
    LeaseQueue<String> queue =
        builder().capacity(CAPACITY).maxProducers(3).maxDeliveries(3).create(domain, NAME);
    User one = new User(queue);
    User another = new User(builder().open(domain, NAME));
    try (FileChannel file = QueueFuzz.open(queue)) {
      Damage damage = QueueFuzz.damage(queue, file, random.split());
      if (random.nextInt(24) == 0) {
        liveInAStorm(damage, one, another, random);
      } else {
        fuzz.state(damage);
        for (int input = 0; input < INPUTS_PER_LIFE; input++) {
          fuzz.input();
          damage.strike();
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            (random.nextBoolean() ? one : another).use(random);
          }
        }
      }
      fuzz.attempt("close", one.queue::close);
      fuzz.attempt("close", another.queue::close);
    }
    for (var object : domain.objects()) { // that of the dead letters, too
      domain.unlink(object.name());
    }
  }

  private void liveInAStorm(Damage damage, User one, User another, SplittableRandom random)
      throws Exception {
    SplittableRandom others = random.split();
    try (Storm storm = Storm.begin(fuzz, damage)) {
      storm.beside(() -> useOften(another, others));
      useOften(one, random);
    }
  }

  private static void useOften(User user, SplittableRandom random) throws Exception {
    for (int i = 0; i < USES_IN_A_STORM; i++) {
      user.use(random);
    }
  }

  /** A handle and the leases taken through it; used by one thread. */
  private final class User {
    private final LeaseQueue<String> queue;
    private final List<Lease<String>> leases = new ArrayList<>();

    User(LeaseQueue<String> queue) {
      this.queue = queue;
    }

    void use(SplittableRandom random) throws Exception {
      String element = "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 700 : 40));
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> fuzz.attempt("offer", () -> queue.offer(element));
        case 3 -> fuzz.attempt("timed offer", () -> queue.offer(element, 50, MICROS));
        case 4, 5, 6 -> fuzz.attempt("poll", () -> keep(queue.poll()));
        case 7 -> fuzz.attempt("timed poll", () -> keep(queue.poll(50, MICROS)));
        case 8 -> fuzz.attempt("size", queue::size);
        case 9 -> fuzz.attempt("is empty", queue::isEmpty);
        case 10 -> fuzz.attempt("dead letters", queue.deadLetters()::poll);
        default -> fuzz.attempt("open", () -> builder().open(domain, NAME).close());
      }
      if (leases.size() > MOST_LEASES || (!leases.isEmpty() && random.nextBoolean())) {
        Lease<String> lease = leases.remove(random.nextInt(leases.size()));
        if (!lease.isOpen()) {
          fuzz.attempt("close", lease::close); // the same record, delivered again, was ended
        } else if (random.nextInt(3) > 0) {
          fuzz.attempt("acknowledge", lease::ack);
        } else {
          fuzz.attempt("give back", lease::nack);
        }
      }
    }

    private void keep(Lease<String> lease) {
      if (lease != null) {
        leases.add(lease);
      }
    }
  }
}
