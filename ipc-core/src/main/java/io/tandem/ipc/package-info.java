/** The front door: domains, the objects shared in them, and the exceptions they throw. */
package io.tandem.ipc;
