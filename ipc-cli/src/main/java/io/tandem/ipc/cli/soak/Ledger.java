package io.tandem.ipc.cli.soak;

import io.tandem.ipc.memory.MappedWords;
import io.tandem.ipc.memory.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the roles of all processes did, in shared memory, so that a killed one's last word is there.
 * A plain file with a {@link Slot} for each role: nothing of what is being tested is needed to read
 * it, but the access to memory itself.
 *
 * <h2>Why the books can be trusted</h2>
 *
 * A store to shared memory stands when its instruction is done, whatever becomes of the process; so
 * what a slot says was true, in that order, up to the instruction at which the process was killed.
 * The books ({@link Account}) never ask the structure what is in it. They conclude:
 *
 * <ol>
 *   <li><b>What must come out.</b> A putter numbers its messages. Before a put it stores the last
 *       number that is going in, after it the last that is in. Killed between the two, that one put
 *       may be in or not, and only that one; of a batch, all or nothing: if one message of it came
 *       out, all must.
 *   <li><b>What came out.</b> A taker stores before each take that it begins one, and each message
 *       as the first thing after. Numbers that no taker ever logged are missing.
 *   <li><b>Where it can have stayed.</b> A taker that was killed after the begin of a take and
 *       before the log of its message can have taken one message, and nobody knows whether. Nearly
 *       every taker is killed so, as it mostly waits; to forgive one message to each would forgive
 *       nearly every loss. So a missing message is forgiven only to a taker whose last take
 *       overlaps with the time in which that message can have been taken, one message to each
 *       ({@link Hands}): after the message before it was put in, and before the one behind it came
 *       out. All others are lost.
 *   <li><b>What may come twice.</b> Nothing from a structure that delivers at most once. Where a
 *       dead consumer's batch is seen again, exactly what it had not confirmed, in that order, at
 *       once ({@link Redelivery}).
 *   <li><b>What is true of a message.</b> Length and content follow from its number, so a torn one,
 *       or one with bytes of another, shows ({@link Message}).
 *   <li><b>Who was alone.</b> The only one on a side logs after it has become so and before it
 *       ceases to be. Two such times that overlap mean that a living process, though it was stopped
 *       perhaps, has been robbed ({@link Holdings}).
 *   <li><b>Who went on.</b> Every step counts up in the slot. Whoever makes none is stuck ({@link
 *       Watchdog}); and after each kill and beside each stopped process, some other must have put
 *       and some other taken ({@link Recovery}).
 * </ol>
 *
 * <p>What the books cannot see: a message that was lost in the very moment in which a taker was
 * killed within a take, from the same putter. That is why the number of messages forgiven is
 * printed.
 */
final class Ledger {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect((int) Slot.BYTES);

  private final Words words;

  private Ledger(Words words) {
    this.words = words;
  }

  /** Makes a ledger, all of it backed by memory. */
  static Ledger create(Path file, int slots) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      for (int slot = 0; slot < slots; slot++) {
        ByteBuffer zeros = ZEROS.duplicate();
        while (zeros.hasRemaining()) {
          int unused = channel.write(zeros);
        }
      }
      return map(channel);
    }
  }

  static Ledger open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return map(channel);
    }
  }

  private static Ledger map(FileChannel channel) throws IOException {
    return new Ledger(
        new MappedWords(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()), 0));
  }

  Slot slot(int index) {
    return new Slot(words.slice(index * Slot.BYTES, Slot.BYTES));
  }
}
