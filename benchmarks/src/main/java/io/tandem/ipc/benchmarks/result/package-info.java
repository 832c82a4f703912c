/** What is done with measured values: summaries, ratios, tables and JSON. */
package io.tandem.ipc.benchmarks.result;
