package io.tandem.ipc.benchmarks.rig;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One accepted repetition.
 *
 * @param round in which round it was made
 * @param probeNanos a cache line's round trip between the cores just before
 * @param values its figures, by the keys of their metrics
 * @param toReference its primary figure divided by that of the reference, which ran right after it
 *     in the same placement of the cores; empty without a reference
 */
public record Repetition(
    int round, OptionalDouble probeNanos, Map<String, Double> values, OptionalDouble toReference) {}
