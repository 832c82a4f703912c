package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.queue.Lease;
import io.tandem.ipc.queue.LeaseQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A {@link LeaseQueue}: any number of processes on both sides, each message at least once. */
final class LeaseSubject implements Subject {
  private static final String NAME = "lease-queue";
  private static final int CAPACITY = 512;
  private static final int ELEMENT_BYTES = 48;
  private static final int MAX_PRODUCERS = 64;
  private static final int LONGEST_WAIT_MICROS = 50_000;

  /** One in so many leases is given back, to be taken once more. */
  private static final int GIVEN_BACK = 100;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean hasOne(Side side) {
    return false;
  }

  @Override
  public Delivery delivery() {
    return Delivery.AT_LEAST_ONCE;
  }

  @Override
  public void create(Domain domain) {
    LeaseQueue.of(Codecs.bytes())
        .capacity(CAPACITY)
        .elementBytes(ELEMENT_BYTES)
        .maxProducers(MAX_PRODUCERS)
        .create(domain, NAME)
        .close();
  }

  @Override
  public Handle open(Domain domain, SplittableRandom random) {
    return new OpenQueue(
        LeaseQueue.of(Codecs.bytes()).waitStrategy(Waits.any(random)).open(domain, NAME), random);
  }

  private record OpenQueue(LeaseQueue<byte[]> queue, SplittableRandom random) implements Handle {
    @Override
    public Putter putter() {
      return new Ends(queue, random);
    }

    @Override
    public Taker taker() {
      return new Ends(queue, random);
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  /** Both sides: neither has a state of its own, so there is nothing to close but the queue. */
  private record Ends(LeaseQueue<byte[]> queue, SplittableRandom random) implements Putter, Taker {
    @Override
    public boolean put(Message message, long firstId, int count) throws InterruptedException {
      message.write(firstId);
      byte[] element = message.copy();
      return switch (random.nextInt(4)) {
        case 0 -> queue.offer(element);
        case 1 -> queue.offer(element, waitMicros(), TimeUnit.MICROSECONDS);
        default -> {
          queue.put(element);
          yield true;
        }
      };
    }

    private int waitMicros() {
      return random.nextInt(LONGEST_WAIT_MICROS);
    }

    @Override
    public void take(Inbox inbox) throws InterruptedException {
      Lease<byte[]> lease =
          switch (random.nextInt(4)) {
            case 0 -> queue.poll();
            case 1 -> queue.take();
            default -> queue.poll(waitMicros(), TimeUnit.MICROSECONDS);
          };
      if (lease != null && random.nextInt(GIVEN_BACK) == 0) {
        lease.nack();
      } else if (lease != null) {
        accept(lease, inbox);
      }
    }

    private void accept(Lease<byte[]> lease, Inbox inbox) {
      inbox.accept(lease.value(), lease.value().length);
      Waits.linger(random); // who dies now has seen it, and so will the next one
      lease.ack();
    }

    @Override
    public boolean takeNow(Inbox inbox) {
      Lease<byte[]> lease = queue.poll();
      if (lease == null) {
        return false;
      }
      accept(lease, inbox);
      return true;
    }

    @Override
    public void close() {}
  }
}
