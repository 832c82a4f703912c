package io.tandem.ipc.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CopiedMessageTest {
  @Test
  void aCopyHasTheSumOfItsPayload() {
    for (int bytes : new int[] {8, 32, 4096, 100_000, 1 << 20}) {
      CopiedMessage sent = new CopiedMessage(bytes);
      CopiedMessage received = new CopiedMessage(bytes);
      Payload payload = new Payload(CopiedMessage.stamps(bytes), 0, 7);
      long base = payload.last();
      for (int i = 0; i < 2_000; i++) {
        base = payload.after(base);
        sent.write(base);
        received.in(sent.bytes().clone());
        assertThat(received.read()).isEqualTo(payload.sum(base));
      }
    }
  }

  @Test
  void anOldOrATornCopyHasAnotherSum() {
    CopiedMessage sent = new CopiedMessage(1 << 16);
    CopiedMessage received = new CopiedMessage(1 << 16);
    Payload payload = new Payload(CopiedMessage.stamps(1 << 16), 0, 7);
    long base = payload.after(payload.last());
    sent.write(base);
    byte[] first = sent.bytes().clone();
    assertThat(received.in(first).read()).isEqualTo(payload.sum(base));
    base = payload.after(base);
    sent.write(base);
    byte[] torn = sent.bytes().clone();
    Arrays.fill(torn, 8192, 12288, (byte) 0);
    assertThat(received.in(torn).read()).isNotEqualTo(payload.sum(base));
    base = payload.after(base);
    sent.write(base);
    assertThat(received.in(first).read()).isNotEqualTo(payload.sum(base));
  }
}
