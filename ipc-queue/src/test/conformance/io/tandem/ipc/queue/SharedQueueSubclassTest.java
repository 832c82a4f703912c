package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.testkit.TempDomain;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A thin subclass with the constructors of {@link ArrayBlockingQueue}, as tests that are written
 * for the JDK's queues want them.
 */
class SharedQueueSubclassTest {
  /** An element that only its own codec knows. */
  static final class Item {
    final int value;

    Item(int value) {
      this.value = value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Item that && value == that.value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  private enum ItemCodec implements Codec<Item> {
    CODEC;

    @Override
    public void encode(Item item, Sink sink) {
      sink.writeInt(item.value);
    }

    @Override
    public Item decode(Source source) {
      return new Item(source.readInt());
    }

    @Override
    public String schema() {
      return "item";
    }
  }

  /** The subclass: each object makes a queue of its own. */
  static final class Items extends SharedQueue<Item> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger NAMES = new AtomicInteger();

    static Domain domain;

    Items(int capacity) {
      this(capacity, false);
    }

    Items(int capacity, boolean fair) {
      super(
          SharedQueue.of(ItemCodec.CODEC)
              .capacity(capacity)
              .exactCapacity()
              .ordering(fair ? Ordering.REAL_TIME : Ordering.PER_PRODUCER)
              .create(domain, "items-" + NAMES.incrementAndGet()));
    }

    Items(int capacity, boolean fair, Collection<? extends Item> initial) {
      this(capacity, fair);
      boolean done = false;
      try {
        addAll(initial);
        done = true;
      } catch (IllegalStateException e) {
        throw new IllegalArgumentException(e);
      } finally {
        if (!done) {
          close();
        }
      }
    }
  }

  @RegisterExtension final TempDomain temporary = new TempDomain();

  @BeforeEach
  void open() {
    Items.domain = temporary.open();
  }

  @AfterEach
  void close() {
    Items.domain.close();
  }

  private static List<Item> items(int count) {
    return Collections.nCopies(count, new Item(count));
  }

  @Test
  void theConstructorsOfArrayBlockingQueueCanBeHad() throws InterruptedException {
    for (BlockingQueue<Item> queue :
        List.of(new Items(3), new Items(3, true), new Items(3, false, items(0)))) {
      assertThat(queue.remainingCapacity()).isEqualTo(3);
      queue.put(new Item(1));
      queue.addAll(items(2));
      assertThat(queue.offer(new Item(9))).isFalse();
      assertThatIllegalStateException().isThrownBy(() -> queue.add(new Item(9)));
      assertThat(queue).containsExactly(new Item(1), new Item(2), new Item(2));
      assertThat(queue.take()).isEqualTo(new Item(1));
    }
    assertThat(new Items(3, true, items(3))).containsExactlyElementsOf(items(3));
    assertThat(new Items(1, true).ordering()).isEqualTo(Ordering.REAL_TIME);
  }

  @Test
  void theyRefuseWhatThoseOfArrayBlockingQueueRefuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Items(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Items(-1, true));
    assertThatIllegalArgumentException().isThrownBy(() -> new Items(2, true, items(3)));
    assertThatNullPointerException().isThrownBy(() -> new Items(2, true, null));
    assertThatNullPointerException()
        .isThrownBy(() -> new Items(2, true, Arrays.asList(new Item(1), null)));
  }

  @Test
  void aSubclassIsClosedAndShutDownAsTheQueueThatItIs() {
    Items items = new Items(2);
    assertThat(items.file()).exists();
    items.shutdown();
    assertThat(items.isTerminated()).isTrue();
    items.close();
    assertThat(items.isClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(items::poll);
  }
}
