/** Mapped files with a checked header, and the declared layout of the words in them. */
package io.tandem.ipc.memory;
