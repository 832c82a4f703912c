package io.tandem.ipc.cli.soak;

import io.tandem.ipc.Domain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process of the soak: a few roles, each on a thread of its own. Being killed needs no
 * preparation at all.
 *
 * <p>Its standard input carries {@link #FINISH_PUTTING} and {@link #FINISH_TAKING}; when it ends,
 * the parent has gone, and so does the worker.
 */
final class Worker {
  static final int FINISH_PUTTING = 'P';
  static final int FINISH_TAKING = 'T';

  /** Instead of a seed: use everything once, and end. For a class data archive. */
  static final String REHEARSE = "rehearse";

  static final int FAILED = 70;
  static final int ORPHANED = 86;

  private final List<Role> roles = new ArrayList<>();
  private boolean putting = true;
  private boolean taking = true;

  private Worker() {}

  /**
   * Works.
   *
   * @param arguments domain's directory, ledger's file, seed, orders of the roles
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Path ledger = Path.of(arguments[1]);
    if (arguments[2].equals(REHEARSE)) {
      rehearse(directory, ledger);
      return;
    }
    Worker worker = new Worker();
    Thread starting = new Thread(() -> worker.start(directory, ledger, arguments), "starting");
    starting.start();
    worker.obey();
  }

  private void start(Path directory, Path ledgerFile, String[] arguments) {
    try {
      SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
      Ledger ledger = Ledger.open(ledgerFile);
      Domain domain = Domain.builder().directory(directory).label("soak worker").open();
      List<Thread> started = new ArrayList<>();
      for (int i = 3; i < arguments.length; i++) {
        Role.Order order = Role.Order.parse(arguments[i]);
        Role role = role(order, domain, ledger.slot(order.slot()), random.split());
        add(role);
        role.start();
        started.add(role);
      }
      for (Thread role : started) {
        role.join();
      }
      domain.close();
      System.exit(0);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(e);
    }
  }

  private static Role role(Role.Order order, Domain domain, Slot slot, SplittableRandom random) {
    return order.side() == Side.PUTTER
        ? new PutterRole(order, domain, slot, random, Worker::fail)
        : new TakerRole(order, domain, slot, random, Worker::fail);
  }

  private static void fail(Throwable failure) {
    synchronized (Worker.class) {
      System.err.println("process " + ProcessHandle.current().pid() + " failed:");
      failure.printStackTrace();
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private synchronized void add(Role role) {
    roles.add(role);
    tell(role);
  }

  private void tell(Role role) {
    if (role.side() == Side.PUTTER ? !putting : !taking) {
      role.finish();
    }
  }

  private void obey() throws IOException {
    for (int order; (order = System.in.read()) >= 0; ) {
      synchronized (this) {
        putting &= order != FINISH_PUTTING;
        taking &= order != FINISH_TAKING;
        roles.forEach(this::tell);
      }
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  /** Puts a message through every structure, in a domain of its own. */
  private static void rehearse(Path directory, Path ledgerFile) throws IOException {
    Slot slot = Ledger.open(ledgerFile).slot(0);
    SplittableRandom random = new SplittableRandom(1);
    Message message = new Message();
    try (Domain domain = Domain.open(directory)) {
      for (Subject subject : Subjects.shipped()) {
        subject.create(domain);
        try (Subject.Handle structure = subject.open(domain, random);
            Subject.Putter putter = structure.putter();
            Subject.Taker taker = structure.taker()) {
          slot.announceTake();
          putter.put(message, Message.id(1, 1), 1);
          while (taker.takeNow(slot::taken)) {
            slot.confirm();
          }
          putter.put(message, Message.id(1, 2), 2);
        } catch (InterruptedException e) {
          throw new IllegalStateException("nobody interrupts this thread", e);
        }
      }
    }
  }
}
