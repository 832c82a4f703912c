/** Queues between processes. */
package io.tandem.ipc.queue;
