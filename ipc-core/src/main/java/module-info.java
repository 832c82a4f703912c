/** Shared memory, participants, waiting and codecs: what every Tandem structure stands on. */
module io.tandem.ipc.core {}
