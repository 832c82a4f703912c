/** Runs one trial in two pinned processes and decides whether it was disturbed. */
package io.tandem.ipc.benchmarks.rig;
