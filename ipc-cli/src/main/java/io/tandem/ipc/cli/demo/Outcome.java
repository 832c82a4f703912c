package io.tandem.ipc.cli.demo;

/**
 * What one transport did.
 *
 * @param job the whole job
 * @param echo the transport alone
 * @param comparison the job's result beside that of a single process
 */
record Outcome(Measured job, Echo.Rate echo, Comparison comparison) {}
