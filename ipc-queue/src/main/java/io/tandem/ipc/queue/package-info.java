/**
 * Queues between processes.
 *
 * <ul>
 *   <li>{@link io.tandem.ipc.queue.SharedQueue}: each element goes to one taker; a {@link
 *       java.util.concurrent.BlockingQueue}.
 *   <li>{@link io.tandem.ipc.queue.LeaseQueue}: the same, and again if its taker dies before it has
 *       acknowledged it.
 *   <li>{@link io.tandem.ipc.queue.Topic}: each message goes to every reader.
 *   <li>{@link io.tandem.ipc.queue.SharedPipe} and {@link io.tandem.ipc.queue.Connection}: between
 *       two processes, with an end.
 *   <li>{@link io.tandem.ipc.queue.LatestValue}: only the newest one counts.
 *   <li>{@link io.tandem.ipc.queue.Lane}: records of bytes, written and read in place.
 * </ul>
 */
package io.tandem.ipc.queue;
