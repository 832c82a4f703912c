/** Queues between JVMs in shared memory. */
module io.tandem.ipc.queue {
  requires transitive io.tandem.ipc.core;
}
