package io.tandem.ipc.liveness;

import java.time.Instant;

/**
 * One JVM (to be exact, one class loader's copy of Tandem in it) that takes part in a domain.
 *
 * @param owner its owner word, see {@link Liveness}
 * @param pid its process id, as seen in its own pid namespace
 * @param label what it calls itself
 * @param joined when it joined, by the system's clock
 * @param alive false if it has been proven dead; the entry of a dead participant is listed until a
 *     new one takes its slot
 */
public record Participant(int owner, long pid, String label, Instant joined, boolean alive) {}
