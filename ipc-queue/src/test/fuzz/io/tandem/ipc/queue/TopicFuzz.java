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
 * The file of a topic is damaged again and again while two handles publish and their readers read,
 * come and go: between their operations, or all the time beside them.
 */
final class TopicFuzz {
  private static final int INPUTS_PER_LIFE = 24;
  private static final int USES_IN_A_STORM = 60;
  private static final int CAPACITY = 7;
  private static final int MOST_READERS = 3;
  private static final TimeUnit MICROS = TimeUnit.MICROSECONDS;
  private static final String NAME = "topic";

  private final Fuzz fuzz;
  private final Domain domain;

  private TopicFuzz(Fuzz fuzz, Domain domain) {
    this.fuzz = fuzz;
    this.domain = domain;
  }

  /** Arguments: seed, inputs, directory for files. */
  static void run(ChildLink link) throws Exception {
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2)).resolve("domain");
    try (Domain domain = Domain.open(directory)) {
      fuzz.run(Long.parseLong(link.argument(1)), new TopicFuzz(fuzz, domain)::live);
    }
    fuzz.finish(directory);
  }

  private static TopicBuilder<String> builder() {
    return Topic.of(Codecs.string());
  }

  private static TopicBuilder<String> kind(int kind) {
    TopicBuilder<String> builder = builder().capacity(CAPACITY).maxPublishers(3).messageBytes(64);
    return switch (kind) {
      case 0 -> builder.lossy();
      case 1 -> builder.maxReaders(4).reliable(SlowReader.BLOCK);
      default -> builder.maxReaders(4).reliable(SlowReader.EVICT);
    };
  }

  private void live(SplittableRandom random) throws Exception {
    Topic<String> topic = kind(random.nextInt(3)).create(domain, NAME);
    User one = new User(topic);
    User another = new User(builder().open(domain, NAME));
    try (FileChannel file = QueueFuzz.open(topic)) {
      for (int i = random.nextInt(CAPACITY); i > 0; i--) {
        one.use(random); // so that there are blocks, and readers
      }
      Damage damage = QueueFuzz.damage(topic, file, random.split());
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
      fuzz.attempt("close", one.topic::close);
      fuzz.attempt("close", another.topic::close);
    }
    domain.unlink(NAME);
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

  /** A handle and its readers; used by one thread. */
  private final class User {
    private final Topic<String> topic;
    private final List<TopicReader<String>> readers = new ArrayList<>();

    User(Topic<String> topic) {
      this.topic = topic;
    }

    void use(SplittableRandom random) throws Exception {
      String message = "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 70 : 40));
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> fuzz.attempt("publish", () -> topic.tryPublish(message));
        case 3 -> fuzz.attempt("timed publish", () -> topic.publish(message, 50, MICROS));
        case 4 -> {
          if (readers.size() < MOST_READERS) {
            Start start = random.nextBoolean() ? Start.oldest() : Start.newest();
            fuzz.attempt("open reader", () -> readers.add(topic.reader(start)));
          }
        }
        case 5 -> fuzz.attempt("position", topic::position);
        case 6 -> {
          if (random.nextInt(10) == 0) {
            fuzz.attempt("shut down", topic::shutdown);
          } else {
            fuzz.attempt("is shut down", topic::isShutdown);
          }
        }
        case 7 -> fuzz.attempt("open", () -> builder().open(domain, NAME).close());
        default -> read(random);
      }
    }

    private void read(SplittableRandom random) throws Exception {
      if (readers.isEmpty()) {
        return;
      }
      TopicReader<String> reader = readers.get(random.nextInt(readers.size()));
      switch (random.nextInt(8)) {
        case 0 -> fuzz.attempt("timed poll", () -> reader.poll(50, MICROS));
        case 1 -> fuzz.attempt("is ready", reader::isReady);
        case 2 -> fuzz.attempt("lag", reader::lag);
        case 3 -> {
          readers.remove(reader);
          fuzz.attempt("close reader", reader::close);
        }
        default -> fuzz.attempt("poll", reader::poll);
      }
    }
  }
}
