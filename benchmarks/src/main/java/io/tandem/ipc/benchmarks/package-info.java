/** Measurements between two processes, ours and our rivals'. */
package io.tandem.ipc.benchmarks;
