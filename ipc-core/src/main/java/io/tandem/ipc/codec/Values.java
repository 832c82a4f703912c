package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;

/** Value classes of the JDK. */
abstract class Values<T> extends Part<T> {
  private final String name;
  private final int minBytes;

  private Values(String name, int minBytes) {
    this.name = name;
    this.minBytes = minBytes;
  }

  /**
   * The codec for a value class, or null. The variable is of an interface type so that the verifier
   * does not load every class that could be assigned to it.
   */
  static Part<?> of(Class<?> type) {
    Codec<?> codec =
        switch (type.getName()) {
          case "java.util.UUID" -> new OfUuid();
          case "java.math.BigInteger" -> new OfBigInteger();
          case "java.math.BigDecimal" -> new OfBigDecimal();
          case "java.time.Instant" -> new OfInstant();
          case "java.time.Duration" -> new OfDuration();
          case "java.time.LocalDate" -> new OfLocalDate();
          case "java.time.LocalTime" -> new OfLocalTime();
          case "java.time.LocalDateTime" -> new OfLocalDateTime();
          case "java.time.OffsetDateTime" -> new OfOffsetDateTime();
          case "java.time.ZonedDateTime" -> new OfZonedDateTime();
          default -> null;
        };
    return (Part<?>) codec;
  }

  /** Reads a value; may throw what the value's own factory throws for parts out of range. */
  abstract T read(Source source);

  @Override
  public final T decode(Source source) {
    try {
      return read(source);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new CodecException(
          source
              .at("the bytes are no ".concat(name))
              .fact("reason", e.getMessage())
              .next(Problems.DAMAGED),
          e);
    }
  }

  @Override
  final int minBytes() {
    return minBytes;
  }

  @Override
  final void describe(SchemaText text) {
    text.append(name);
  }

  private static final class OfUuid extends Values<UUID> {
    OfUuid() {
      super("UUID", 16);
    }

    @Override
    public void encode(UUID value, Sink sink) {
      sink.writeLong(value.getMostSignificantBits());
      sink.writeLong(value.getLeastSignificantBits());
    }

    @Override
    UUID read(Source source) {
      long most = source.readLong();
      return new UUID(most, source.readLong());
    }
  }

  private static final class OfBigInteger extends Values<BigInteger> {
    OfBigInteger() {
      super("BigInteger", 1);
    }

    @Override
    public void encode(BigInteger value, Sink sink) {
      PrimitiveArrays.OfByte.CODEC.encode(value.toByteArray(), sink);
    }

    @Override
    BigInteger read(Source source) {
      return new BigInteger(PrimitiveArrays.OfByte.CODEC.decode(source));
    }
  }

  /** Unscaled value and scale: 1.0 and 1.00 stay different. */
  private static final class OfBigDecimal extends Values<BigDecimal> {
    OfBigDecimal() {
      super("BigDecimal", Integer.BYTES + 1);
    }

    @Override
    public void encode(BigDecimal value, Sink sink) {
      sink.writeInt(value.scale());
      PrimitiveArrays.OfByte.CODEC.encode(value.unscaledValue().toByteArray(), sink);
    }

    @Override
    BigDecimal read(Source source) {
      int scale = source.readInt();
      byte[] unscaled = PrimitiveArrays.OfByte.CODEC.decode(source);
      return new BigDecimal(new BigInteger(unscaled), scale);
    }
  }

  private static final class OfInstant extends Values<Instant> {
    OfInstant() {
      super("Instant", Long.BYTES + Integer.BYTES);
    }

    @Override
    public void encode(Instant value, Sink sink) {
      sink.writeLong(value.getEpochSecond());
      sink.writeInt(value.getNano());
    }

    @Override
    Instant read(Source source) {
      long seconds = source.readLong();
      return Instant.ofEpochSecond(seconds, nanosOfSecond(source));
    }
  }

  private static final class OfDuration extends Values<Duration> {
    OfDuration() {
      super("Duration", Long.BYTES + Integer.BYTES);
    }

    @Override
    public void encode(Duration value, Sink sink) {
      sink.writeLong(value.getSeconds());
      sink.writeInt(value.getNano());
    }

    @Override
    Duration read(Source source) {
      long seconds = source.readLong();
      return Duration.ofSeconds(seconds, nanosOfSecond(source));
    }
  }

  private static final class OfLocalDate extends Values<LocalDate> {
    OfLocalDate() {
      super("LocalDate", Long.BYTES);
    }

    @Override
    public void encode(LocalDate value, Sink sink) {
      sink.writeLong(value.toEpochDay());
    }

    @Override
    LocalDate read(Source source) {
      return LocalDate.ofEpochDay(source.readLong());
    }
  }

  private static final class OfLocalTime extends Values<LocalTime> {
    OfLocalTime() {
      super("LocalTime", Long.BYTES);
    }

    @Override
    public void encode(LocalTime value, Sink sink) {
      sink.writeLong(value.toNanoOfDay());
    }

    @Override
    LocalTime read(Source source) {
      return LocalTime.ofNanoOfDay(source.readLong());
    }
  }

  private static final class OfLocalDateTime extends Values<LocalDateTime> {
    OfLocalDateTime() {
      super("LocalDateTime", 2 * Long.BYTES);
    }

    @Override
    public void encode(LocalDateTime value, Sink sink) {
      writeDateTime(value, sink);
    }

    @Override
    LocalDateTime read(Source source) {
      return readDateTime(source);
    }
  }

  private static final class OfOffsetDateTime extends Values<OffsetDateTime> {
    OfOffsetDateTime() {
      super("OffsetDateTime", 2 * Long.BYTES + Integer.BYTES);
    }

    @Override
    public void encode(OffsetDateTime value, Sink sink) {
      writeDateTime(value.toLocalDateTime(), sink);
      sink.writeInt(value.getOffset().getTotalSeconds());
    }

    @Override
    OffsetDateTime read(Source source) {
      LocalDateTime local = readDateTime(source);
      return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(source.readInt()));
    }
  }

  /**
   * Local time, offset and zone. Where the reader's time-zone rules do not know the offset at that
   * time, the instant is kept and the offset becomes the reader's.
   */
  private static final class OfZonedDateTime extends Values<ZonedDateTime> {
    OfZonedDateTime() {
      super("ZonedDateTime", 2 * Long.BYTES + Integer.BYTES + 1);
    }

    @Override
    public void encode(ZonedDateTime value, Sink sink) {
      writeDateTime(value.toLocalDateTime(), sink);
      sink.writeInt(value.getOffset().getTotalSeconds());
      sink.writeString(value.getZone().getId());
    }

    @Override
    ZonedDateTime read(Source source) {
      LocalDateTime local = readDateTime(source);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(source.readInt());
      return ZonedDateTime.ofInstant(local, offset, ZoneId.of(source.readString()));
    }
  }

  private static void writeDateTime(LocalDateTime value, Sink sink) {
    sink.writeLong(value.toLocalDate().toEpochDay());
    sink.writeLong(value.toLocalTime().toNanoOfDay());
  }

  private static LocalDateTime readDateTime(Source source) {
    LocalDate date = LocalDate.ofEpochDay(source.readLong());
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(source.readLong()));
  }

  private static int nanosOfSecond(Source source) {
    int nanos = source.readInt();
    if (nanos < 0 || nanos > 999_999_999) {
      throw source.malformed("nanoseconds are not from 0 to 999,999,999", nanos);
    }
    return nanos;
  }
}
