package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.WrongSchemaException;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the README, between two JVMs, and what happens when the record differs. */
class FirstStepsTest {
  record Order(long id, String symbol, double price) {}

  /** The same name in another version of the program. */
  static final class Newer {
    record Order(long id, String symbol, double price, int quantity) {}
  }

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  @Test
  void anOrderGoesFromOneJvmToAnother() throws InterruptedException {
    try (Domain shop = temporary.open()) {
      SharedQueue<Order> orders =
          SharedQueue.of(Order.class).capacity(4096).openOrCreate(shop, "orders");
      ChildJvm other = children.start(FirstStepsTest::takeOne, temporary.directory().toString());
      orders.put(new Order(42, "ACME", 9.5));
      other.expect(new Order(42, "ACME", 9.5));
      other.expectExit(0);
    }
  }

  /** Code that knows only java.util.concurrent, and a type with constructors of its own. */
  static final class Orders extends SharedQueue<Order> {
    private static final long serialVersionUID = 1L;

    Orders(Domain shop, int capacity) {
      super(SharedQueue.of(Order.class).capacity(capacity).exactCapacity().create(shop, "orders"));
    }
  }

  @Test
  void itIsABlockingQueue() throws InterruptedException {
    try (Domain shop = temporary.open()) {
      BlockingQueue<Order> orders = new Orders(shop, 2);
      List<Order> two = List.of(new Order(1, "A", 1), new Order(2, "B", 2));
      assertThat(orders.addAll(two)).isTrue();
      assertThat(orders.offer(new Order(3, "C", 3), 1, TimeUnit.MILLISECONDS)).isFalse();
      List<Order> seen = new ArrayList<>();
      assertThat(orders.drainTo(seen)).isEqualTo(2);
      assertThat(seen).isEqualTo(two);
    }
  }

  @Test
  void anElementIsDeliveredUntilItIsAcknowledged() throws InterruptedException {
    List<Order> shipped = new ArrayList<>();
    try (Domain shop = temporary.open()) {
      LeaseQueue<Order> orders =
          LeaseQueue.of(Order.class).maxDeliveries(3).openOrCreate(shop, "orders");
      orders.put(new Order(42, "ACME", 9.5));
      try (Lease<Order> lease = orders.take()) {
        assertThat(lease.isRedelivered()).isFalse(); // and no ack
      }
      try (Lease<Order> lease = orders.take()) {
        shipped.add(lease.value());
        lease.ack();
      }
      assertThat(orders.isEmpty()).isTrue();
    }
    assertThat(shipped).containsExactly(new Order(42, "ACME", 9.5));
  }

  private static void takeOne(ChildLink link) throws InterruptedException {
    try (Domain shop = Domain.open(Path.of(link.argument(0)))) {
      SharedQueue<Order> orders = SharedQueue.of(Order.class).open(shop, "orders");
      Order next = orders.take();
      link.send(next);
    }
  }

  @Test
  void anotherVersionOfTheRecordIsToldBothShapes() {
    try (Domain shop = temporary.open()) {
      SharedQueue.of(Order.class).create(shop, "orders");
      assertThatThrownBy(() -> SharedQueue.of(Newer.Order.class).open(shop, "orders"))
          .isInstanceOf(WrongSchemaException.class)
          .hasMessageContaining("quantity")
          .hasMessageContaining("the object was made for")
          .hasMessageContaining("Run the same version of the type in all processes");
      assertThat(shop.objects()).hasSize(1);
    }
  }
}
