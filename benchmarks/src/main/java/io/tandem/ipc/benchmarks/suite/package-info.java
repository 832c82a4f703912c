/** What is measured: named sets of scenarios, and the claims their results are held against. */
package io.tandem.ipc.benchmarks.suite;
