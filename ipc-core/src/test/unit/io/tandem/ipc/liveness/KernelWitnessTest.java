package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.liveness.Registry.Identity;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.os.ProcessId.Presence;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelWitnessTest {
  @TempDir Path directory;

  @Test
  void lockFileThatIsMissingIsMadeByItsCreatorOnly() throws IOException {
    Path file = directory.resolve(".lock");

    assertThatThrownBy(() -> KernelWitness.open(file)).isInstanceOf(NoSuchFileException.class);
    assertThat(file).doesNotExist();

    try (Witness creator = KernelWitness.create(file);
        Witness other = KernelWitness.open(file)) {
      assertThat(creator.tryLock(3)).isTrue();
      assertThat(other.isFree(3)).isFalse();
      assertThat(other.tryLock(3)).isFalse();
      assertThat(other.isFree(4)).isTrue();
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void thisProcessRunsAndOneThatStartedAtAnotherTimeOrBootDoesNot() throws IOException {
    ProcessId self = ProcessId.self();
    try (Witness witness = KernelWitness.create(directory.resolve(".lock"))) {
      assertThat(witness.presence(identity(self, 0, 0))).isEqualTo(Presence.RUNNING);
      assertThat(witness.presence(identity(self, 1, 0))).isEqualTo(Presence.GONE);
      assertThat(witness.presence(identity(self, 0, 1))).isEqualTo(Presence.GONE);
    }
  }

  private static Identity identity(ProcessId id, int ticksLater, int bootsLater) {
    return new Identity(
        id.pid(), id.startTicks() + ticksLater, id.pidNamespace(), id.bootId() + bootsLater, 0, "");
  }
}
