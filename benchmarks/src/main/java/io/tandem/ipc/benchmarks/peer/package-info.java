/**
 * The code that runs inside the two measured processes, and the seam behind which a contender
 * stands ({@link io.tandem.ipc.benchmarks.peer.Link}).
 */
package io.tandem.ipc.benchmarks.peer;
