package io.tandem.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.liveness.Participant;
import io.tandem.ipc.liveness.Retention;
import io.tandem.ipc.memory.Segment;
import io.tandem.ipc.memory.SegmentSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainViewTest {
  @TempDir Path parent;

  private Path directory;

  @BeforeEach
  void nameDirectory() throws IOException {
    directory = parent.toRealPath().resolve("shop");
  }

  @Test
  void thereIsNothingToSeeWhereThereIsNoDomain() throws IOException {
    assertThat(DomainView.of(directory)).isEmpty();
    assertThat(directory).doesNotExist();
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThat(DomainView.of(directory)).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void participantsAndObjectsAreSeenFromOutside() {
    try (Domain domain =
        Domain.builder()
            .directory(directory)
            .label("seen")
            .slots(7)
            .retention(Retention.UNTIL_REMOVED)
            .open()) {
      SegmentSpec spec =
          new SegmentSpec("probe", 1, domain.liveness().self(), 64, 0, List.of(), "");
      Segment.create(domain.path("thing"), spec, body -> {}).close();

      DomainView view = DomainView.of(directory).orElseThrow();
      assertThat(view.directory()).isEqualTo(directory);
      assertThat(view.slots()).isEqualTo(7);
      assertThat(view.retention()).isEqualTo(Retention.UNTIL_REMOVED);
      assertThat(view.isGone()).isFalse();
      assertThat(view.participants()).isEqualTo(domain.participants());
      assertThat(view.participants()).extracting(Participant::label).containsExactly("seen");
      assertThat(view.objects()).isEqualTo(domain.objects()).hasSize(1);
    }
    assertThat(DomainView.of(directory).orElseThrow().participants()).isEmpty();
    assertThat(Domain.removeUnused(directory)).isTrue();
  }

  @Test
  void whatCannotBeUsedIsRefusedAsWhenOpening() throws IOException {
    try (Domain domain = Domain.open(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThatThrownBy(() -> DomainView.of(directory))
          .isInstanceOf(DomainAccessException.class)
          .hasMessageContaining("lets other users in");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

      Path locks = file(".lock-");
      Path aside = parent.resolve("aside");
      Files.move(locks, aside);
      assertThatThrownBy(() -> DomainView.of(directory))
          .isInstanceOf(DomainAccessException.class)
          .hasMessageContaining("nobody can tell who is alive")
          .hasMessageContaining(locks.toString());
      Files.move(aside, locks);
      assertThat(DomainView.of(directory).orElseThrow().participants())
          .isEqualTo(domain.participants());
    }
  }

  private Path file(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }
}
