/** How a thread waits for another process, and how it is woken. */
package io.tandem.ipc.wait;
