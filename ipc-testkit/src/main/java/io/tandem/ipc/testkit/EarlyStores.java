package io.tandem.ipc.testkit;

import io.tandem.ipc.testkit.LocalState.Edge;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores that become visible before earlier loads of their process have been performed, as ARM
 * allows and x86 does not: what release stores are for where only loads stand before them.
 *
 * <p><b>How.</b> A process about to load may <i>promise</i> a store that it would come to if it
 * went on alone, with nothing but plain loads and stores on the way. The store is visible from then
 * on; when the process gets there, it makes no store any more. In between it may take no step after
 * which it would not come to the store, and no load of the word. What others do may make that
 * impossible; a schedule in which a promise cannot be kept does not exist, and what it shows does
 * not count.
 *
 * <p>So no store is promised whose being made depends on what the loads before it will give. That
 * is right: neither processors nor compilers make a store before they know that it is made. (The
 * idea is that of the promising semantics of Kang and others 2017, for one promise at a time.)
 */
final class EarlyStores {
  private static final int FARTHEST = 200;

  private final boolean on;
  private final Interner<ModelEvent> events;
  private final Machine machine;
  private final LocalTree[] trees;
  private final Step[] promised;

  EarlyStores(boolean on, Interner<ModelEvent> events, Machine machine, LocalTree[] trees) {
    this.on = on;
    this.events = events;
    this.machine = machine;
    this.trees = trees;
    this.promised = new Step[trees.length];
  }

  /** The store that a process has promised, or null. */
  Step promised(int p) {
    return promised[p];
  }

  /** Goes back to that promise. */
  void restore(int p, Step promise) {
    promised[p] = promise;
  }

  /** How many stores the process may promise now. */
  int choices(int p, LocalState at) {
    return on && promised[p] == null && isPlainLoad(at.step) && at.waits == null
        ? ahead(p, at, null).size()
        : 0;
  }

  /** Makes the process promise one of them. */
  void promise(int p, LocalState at, int choice) {
    Step step = ahead(p, at, null).get(choice);
    promised[p] = step;
    machine.storeEarly(p, step);
  }

  /** Whether its promise lets the process take that step. */
  boolean allows(int p, Step step) {
    Step promise = promised[p];
    return promise == null
        || step.is(promise)
        || ((isPlainLoad(step) || isPlainStore(step)) && !overlap(step, promise));
  }

  /** Whether the step keeps the promise of the process: then there is nothing left to do. */
  boolean keep(int p, Step step) {
    if (promised[p] == null || !step.is(promised[p])) {
      return false;
    }
    promised[p] = null;
    return true;
  }

  /** Whether a promise is open. */
  boolean isAnyOpen() {
    for (Step promise : promised) {
      if (promise != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether the process has no promise open or would keep it if it went on alone. */
  boolean isKept(int p, LocalState at) {
    return promised[p] == null || !ahead(p, at, promised[p]).isEmpty();
  }

  /**
   * The stores that the process comes to on its own before anything that keeps loads before stores,
   * and that may pass what is on the way; if one is wanted, that one or none.
   */
  private List<Step> ahead(int p, LocalState from, Step wanted) {
    List<Step> found = new ArrayList<>();
    List<Step> passed = new ArrayList<>();
    StoreBuffer buffer = machine.buffer(p);
    LocalState at = from;
    for (int i = 0; i < FARTHEST && at.step != null && at.waits == null; i++) {
      Step step = at.step;
      long result = 0;
      if (wanted != null && step.is(wanted)) {
        return List.of(step);
      }
      if (wanted != null && overlap(step, wanted)) {
        break;
      }
      if (isPlainStore(step)) {
        if (wanted == null && mayPass(step, passed, buffer)) {
          found.add(step);
        }
        buffer = step.length == 0 ? buffer : buffer.with(StoreBuffer.store(step));
      } else if (isPlainLoad(step)) {
        passed.add(step);
        result = machine.peek(step, buffer);
      } else {
        break;
      }
      Edge edge = trees[p].next(at, result);
      at = edge.to;
      if (at.before.length > 0 || endsOperation(edge)) {
        break;
      }
    }
    return found;
  }

  /** Operations are told apart by their processes, whatever processors do: no store leaves its. */
  private boolean endsOperation(Edge edge) {
    for (int event : edge.events) {
      if (events.value(event).phase() != ModelEvent.Phase.NOTE) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayPass(Step store, List<Step> loads, StoreBuffer buffer) {
    return store.length > 0
        && !buffer.touches(store.firstWord(), store.lastWord())
        && loads.stream().noneMatch(load -> overlap(load, store));
  }

  private static boolean overlap(Step one, Step other) {
    return one.length > 0
        && other.length > 0
        && one.op.touchesMemory()
        && one.firstWord() <= other.lastWord()
        && other.firstWord() <= one.lastWord();
  }

  private static boolean isPlainLoad(Step step) {
    return switch (step.op) {
      case GET_PLAIN, GET_OPAQUE, READ -> true;
      default -> false;
    };
  }

  private static boolean isPlainStore(Step step) {
    return switch (step.op) {
      case SET_PLAIN, SET_OPAQUE, WRITE -> true;
      default -> false;
    };
  }
}
