/** Queues between JVMs in shared memory. */
module io.tandem.ipc.queue {
  requires transitive io.tandem.ipc.core;

  exports io.tandem.ipc.queue;

  provides io.tandem.ipc.memory.LayoutCatalog with
      io.tandem.ipc.queue.QueueLayouts;
}
