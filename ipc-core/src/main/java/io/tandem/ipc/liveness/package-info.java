/** Who takes part in a domain, and the proof that somebody is dead. */
package io.tandem.ipc.liveness;
