package io.tandem.ipc.liveness;

import io.tandem.ipc.Domain;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.Damage;
import io.tandem.ipc.testkit.Fuzz;
import io.tandem.ipc.testkit.Storm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A domain's registry file is damaged while a participant uses it, and cut or lengthened while
 * nobody does. Others ask, join, look, leave and remove meanwhile.
 */
final class RegistryFileFuzz {
  private static final int SLOTS = 8;
  private static final int INPUTS_PER_LIFE = 8;
  private static final int USES_IN_A_STORM = 8;
  private static final List<Damage.Field> FIELDS =
      Damage.fields("", RegistryLayout.LAYOUT, 0, SLOTS, RegistryLayout.ENTRY.sizeBytes());

  /** Keeps the log of so much damage from filling the test's memory. */
  private static final Logger LOG = Logger.getLogger("io.tandem.ipc");

  private final Fuzz fuzz;
  private final Path directory;
  private final Settings settings = TestDomains.settings(SLOTS, null);

  private RegistryFileFuzz(Fuzz fuzz, Path directory) {
    this.fuzz = fuzz;
    this.directory = directory;
  }

  /** Arguments: seed, inputs, directory for files. */
  static void run(ChildLink link) throws Exception {
    LOG.setLevel(Level.OFF);
    Fuzz fuzz = new Fuzz(link, Long.parseLong(link.argument(0)));
    Path directory = Path.of(link.argument(2)).resolve("domain");
    RegistryFileFuzz files = new RegistryFileFuzz(fuzz, directory);
    fuzz.run(
        Long.parseLong(link.argument(1)),
        random -> {
          switch (random.nextInt(4)) {
            case 0 -> files.liveUnused(random);
            case 1 -> files.liveInAStorm(random);
            default -> files.liveUsed(random);
          }
        });
    fuzz.finish(directory);
  }

  private DomainDirectory place() {
    return DomainDirectory.at(directory);
  }

  private void liveUsed(SplittableRandom random) throws Exception {
    Membership present = Membership.join(place(), settings);
    try (FileChannel file = open()) {
      int left = joinAndLeave();
      Damage damage = damage(file, random);
      fuzz.state(damage);
      for (int input = 0; input < INPUTS_PER_LIFE; input++) {
        fuzz.input();
        damage.strike();
        if (random.nextBoolean()) {
          repairChecksum(file);
        }
        use(present, left, random);
      }
      fuzz.attempt("leave", present::close);
    }
    empty();
  }

  private void liveInAStorm(SplittableRandom random) throws Exception {
    Membership present = Membership.join(place(), settings);
    try (FileChannel file = open();
        Storm storm = Storm.begin(fuzz, damage(file, random.split()))) {
      for (int i = 0; i < USES_IN_A_STORM; i++) {
        use(present, present.self(), random);
      }
      fuzz.attempt("leave", present::close);
    }
    empty();
  }

  private void use(Membership present, int other, SplittableRandom random) throws Exception {
    switch (random.nextInt(8)) {
      case 0 -> fuzz.attempt("participants", present::participants);
      case 1 -> fuzz.attempt("isDead", () -> present.isDead(other));
      case 2 -> fuzz.attempt("isDead of any", () -> present.isDead(random.nextInt()));
      case 3 -> fuzz.attempt("describe", () -> present.describe(other));
      case 4 -> fuzz.attempt("describe any", () -> present.describe(random.nextInt()));
      default -> comeAndGo(random, other);
    }
  }

  private int joinAndLeave() {
    try (Membership guest = Membership.join(place(), settings)) {
      return guest.self();
    }
  }

  private void comeAndGo(SplittableRandom random, int owner) throws Exception {
    switch (random.nextInt(4)) {
      case 0 -> fuzz.attempt("look", () -> Onlooker.look(place()));
      case 1 -> fuzz.attempt("remove", () -> Membership.removeUnused(place(), file -> true));
      case 2 ->
          fuzz.attempt(
              "join",
              () -> {
                try (Membership other = Membership.join(place(), settings)) {
                  other.isDead(owner);
                }
              });
      default ->
          fuzz.attempt(
              "open",
              () -> {
                try (Domain domain = Domain.builder().directory(directory).slots(SLOTS).open()) {
                  domain.participants();
                }
              });
    }
  }

  private void liveUnused(SplittableRandom random) throws Exception {
    try (Membership maker = Membership.join(place(), settings)) {
      byte[] registry = Files.readAllBytes(directory.resolve(RegistryFile.NAME));
      Path lock = RegistryFile.lockFile(directory, maker.file.id());
      for (int input = 0; input < INPUTS_PER_LIFE; input++) {
        empty();
        Files.createDirectory(directory, owner("rwx------"));
        Files.createFile(lock, owner("rw-------"));
        Path path = Files.createFile(directory.resolve(RegistryFile.NAME), owner("rw-------"));
        Files.write(path, registry);
        fuzz.input();
        try (FileChannel file = open()) {
          Damage damage = damage(file, random);
          fuzz.state(damage);
          if (random.nextBoolean()) {
            damage.strike();
          }
          if (random.nextBoolean()) {
            repairChecksum(file);
          }
          resize(file, random);
        }
        comeAndGo(random, maker.self());
      }
    }
    empty();
  }

  private static FileAttribute<?> owner(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static void resize(FileChannel file, SplittableRandom random) throws IOException {
    long size = file.size();
    switch (random.nextInt(4)) {
      case 0 -> file.truncate(random.nextLong(size));
      case 1 -> file.truncate(size - 8 * random.nextInt(1, 20));
      case 2 -> file.write(ByteBuffer.allocate(random.nextInt(1, 5000)), size);
      default -> {}
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        directory.resolve(RegistryFile.NAME), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Damage damage(FileChannel file, SplittableRandom random) throws IOException {
    return new Damage(Damage.Memory.of(file, file.size()), FIELDS, random);
  }

  /** So that the damage is not found out by its checksum. */
  private static void repairChecksum(FileChannel file) throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate((int) RegistryLayout.CHECKSUM).order(ByteOrder.nativeOrder());
    file.read(header, 0);
    long hash = 0;
    for (int at = 0; at < RegistryLayout.CHECKSUM; at += Long.BYTES) {
      hash = RegistryFile.mix(hash ^ header.getLong(at));
    }
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    file.write(word.putLong(0, hash), RegistryLayout.CHECKSUM);
  }

  /** Deletes what is there, as a person does with a domain that is damaged. */
  private void empty() throws IOException {
    if (Files.exists(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
