package io.tandem.ipc.memory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What a segment to be made shall be.
 *
 * @param kind up to 8 ASCII letters, for example {@code queue}
 * @param version the version of the kind's layout
 * @param creator the owner word of the process that makes it
 * @param bodyBytes the size of the structure's fixed part, allocated at once
 * @param reservedBytes how much may be added behind it by {@link Segment#allocate}; takes no memory
 *     until then
 * @param parameters what every process that opens the object must know, at most 16
 * @param schema the shape of the elements, or an empty text
 */
public record SegmentSpec(
    String kind,
    int version,
    int creator,
    long bodyBytes,
    long reservedBytes,
    List<Parameter> parameters,
    String schema) {

  /** A parameter; the name is not stored, the kind's layout version fixes the order. */
  public record Parameter(String name, long value) {}

  /** Checks the values. */
  public SegmentSpec {
    Objects.requireNonNull(schema);
    parameters = List.copyOf(parameters);
    if (kind.isEmpty()
        || kind.length() > 8
        || !StandardCharsets.US_ASCII.newEncoder().canEncode(kind)) {
      throw new IllegalArgumentException("kind '" + kind + "' is not 1 to 8 ASCII letters");
    }
    if (parameters.size() > SegmentLayout.MAX_PARAMETERS) {
      throw new IllegalArgumentException(parameters.size() + " parameters are more than 16");
    }
    if (bodyBytes < 8 || bodyBytes > Integer.MAX_VALUE - 2L * SegmentLayout.HEADER_BYTES) {
      throw new IllegalArgumentException("a body of " + bodyBytes + " bytes is not possible");
    }
    if (reservedBytes < 0) {
      throw new IllegalArgumentException("reserved bytes " + reservedBytes + " are negative");
    }
  }

  /** The size of the file. */
  long fileBytes() {
    return reservedFrom() + reservedBytes;
  }

  /** Where in the file the reserved part begins: at a page of its own. */
  long reservedFrom() {
    long end = SegmentLayout.HEADER_BYTES + bodyBytes;
    return (end + 4095) & -4096L;
  }
}
