/** Shared memory, participants, waiting and codecs: what every Tandem structure stands on. */
module io.tandem.ipc.core {
  exports io.tandem.ipc;
  exports io.tandem.ipc.codec;
  exports io.tandem.ipc.liveness;
  exports io.tandem.ipc.memory;
  exports io.tandem.ipc.wait;

  provides io.tandem.ipc.memory.LayoutCatalog with
      io.tandem.ipc.liveness.CoreLayouts;
}
