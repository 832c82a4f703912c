package io.tandem.ipc.memory;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a segment's header says, read without attaching to it.
 *
 * @param file where it is
 * @param kind what it holds
 * @param version the version of the kind's layout
 * @param sizeBytes the whole file
 * @param bodyBytes the fixed part behind the header
 * @param creator owner word of the process that made it
 * @param creatorPid its process id
 * @param created when it was made
 * @param parameters what it was made with, in the order of the kind's layout
 * @param schemaPrint the hash of the whole schema text; 0 = no elements
 * @param schema the shape of its elements, perhaps cut
 */
public record SegmentInfo(
    Path file,
    String kind,
    int version,
    long sizeBytes,
    long bodyBytes,
    int creator,
    long creatorPid,
    Instant created,
    List<Long> parameters,
    long schemaPrint,
    String schema) {}
