package io.tandem.ipc.testkit;

/**
 * What a simulated process does: ordinary code that reaches everything shared through {@link
 * ModelProcess}.
 *
 * <p>It runs many times, each time from its start with the results its steps had before. So it must
 * do the same when it sees the same: no clocks, random numbers, identity hash codes or objects kept
 * from an earlier run. Make handles on the shared structure inside of the body. A body that differs
 * from one run to the next is found and reported, as {@link IllegalStateException}.
 */
@FunctionalInterface
public interface ModelBody {
  void run(ModelProcess me) throws Exception;
}
