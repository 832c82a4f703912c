package io.tandem.ipc;

import java.time.Instant;

/**
 * An object of a domain, as its file says. Listing it does not attach to it.
 *
 * @param name its name
 * @param kind what it is, for example {@code queue}; empty if the file cannot be read
 * @param sizeBytes the size of its file
 * @param creator the owner word of its creator, 0 if the file cannot be read
 * @param creatorPid the process id of its creator, 0 if the file cannot be read
 * @param created when it was made, null if the file cannot be read
 * @param problem why the file cannot be read; empty if it can
 */
public record DomainObject(
    String name,
    String kind,
    long sizeBytes,
    int creator,
    long creatorPid,
    Instant created,
    String problem) {}
