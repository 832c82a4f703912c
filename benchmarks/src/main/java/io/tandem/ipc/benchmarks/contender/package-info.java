/** The contenders, one small class each, at the best settings of their own documentation. */
package io.tandem.ipc.benchmarks.contender;
