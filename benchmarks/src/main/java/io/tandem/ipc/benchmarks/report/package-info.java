/** How a session's results are told: as text tables and as JSON. */
package io.tandem.ipc.benchmarks.report;
