package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CodecsTest {
  private static final String JIM = "\uD83D\uDE00 lone \uD800";

  private enum Level {
    LOW,
    /** Has a class of its own. */
    MIDDLE {
      @Override
      public String toString() {
        return "in between";
      }
    },
    HIGH
  }

  private enum Nothing {}

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <E> void assertRoundTrips(Class<E> type, String schema, E... values) {
    Codec<E> codec = Codecs.of(type);
    assertThat(codec.schema()).isEqualTo(schema);
    for (E value : values) {
      assertThat(Wire.roundTrip(codec, value)).isEqualTo(value);
    }
    Codec<E> nullable = Codecs.nullable(codec);
    assertThat(nullable.schema()).isNotEqualTo(schema);
    assertThat(Wire.roundTrip(nullable, null)).isNull();
    for (E value : values) {
      assertThat(Wire.roundTrip(nullable, value)).isEqualTo(value);
    }
    List<E> all = Arrays.asList(values);
    List<E> listBack = Wire.roundTrip(Codecs.list(codec), all);
    assertThat(listBack.toArray()).isEqualTo(all.toArray());
    Optional<E> first = Optional.of(values[0]);
    Optional<E> firstBack = Wire.roundTrip(Codecs.optional(codec), first);
    assertThat(firstBack.stream().toArray()).isEqualTo(new Object[] {values[0]});
  }

  @Test
  void boxesOfPrimitives() {
    assertRoundTrips(Long.class, "long", 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
    assertRoundTrips(Integer.class, "int", 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    assertRoundTrips(Short.class, "short", (short) 0, Short.MIN_VALUE, Short.MAX_VALUE);
    assertRoundTrips(Byte.class, "byte", (byte) 0, Byte.MIN_VALUE, Byte.MAX_VALUE);
    assertRoundTrips(Character.class, "char", 'a', '\0', '\uD800', '\uFFFF');
    assertRoundTrips(Boolean.class, "boolean", true, false);
    assertRoundTrips(Float.class, "float", 0f, -0f, Float.NaN, Float.MIN_VALUE);
    assertRoundTrips(Double.class, "double", 0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY);
  }

  @Test
  void theBitsOfNaNsSurvive() {
    double odd = Double.longBitsToDouble(0x7FF8_0000_DEAD_BEEFL);
    assertThat(Double.doubleToRawLongBits(Wire.roundTrip(Codecs.of(Double.class), odd)))
        .isEqualTo(0x7FF8_0000_DEAD_BEEFL);
    double[] array = Wire.roundTrip(Codecs.of(double[].class), new double[] {odd});
    assertThat(Double.doubleToRawLongBits(array[0])).isEqualTo(0x7FF8_0000_DEAD_BEEFL);
    float oddFloat = Float.intBitsToFloat(0x7FC0_BEEF);
    float[] floats = Wire.roundTrip(Codecs.of(float[].class), new float[] {oddFloat});
    assertThat(Float.floatToRawIntBits(floats[0])).isEqualTo(0x7FC0_BEEF);
  }

  @Test
  void strings() {
    assertRoundTrips(String.class, "String", "", "ACME", "a\0\0", JIM, "x".repeat(5000));
  }

  @Test
  void arraysOfPrimitives() {
    assertRoundTrips(byte[].class, "byte[]", new byte[0], new byte[] {1, -1}, new byte[5000]);
    assertRoundTrips(short[].class, "short[]", new short[0], new short[] {1, Short.MIN_VALUE});
    assertRoundTrips(char[].class, "char[]", new char[0], JIM.toCharArray());
    assertRoundTrips(int[].class, "int[]", new int[0], new int[] {1, Integer.MIN_VALUE});
    assertRoundTrips(long[].class, "long[]", new long[0], new long[] {1, Long.MIN_VALUE});
    assertRoundTrips(float[].class, "float[]", new float[0], new float[] {1, -0f});
    assertRoundTrips(double[].class, "double[]", new double[0], new double[] {1, -0.0});
    assertRoundTrips(boolean[].class, "boolean[]", new boolean[0], new boolean[] {true, false});
  }

  @Test
  void arraysOfReferences() {
    assertRoundTrips(
        String[].class,
        "String?[]",
        new String[0],
        new String[] {"a", null, JIM},
        new String[3000]);
    assertRoundTrips(
        int[][].class,
        "int[]?[]",
        new int[][] {{1, 2}, null, {}},
        new int[][] {{Integer.MAX_VALUE}});
    assertRoundTrips(Long[].class, "Long[]", new Long[] {1L, null, Long.MIN_VALUE}, new Long[0]);
  }

  @Test
  void enums() {
    assertRoundTrips(
        Level.class, "enum Level(LOW, MIDDLE, HIGH)", Level.LOW, Level.MIDDLE, Level.HIGH);
    assertThat(Codecs.of(TimeUnit.class).schema()).startsWith("enum TimeUnit(NANOSECONDS, ");
    assertThat(Codecs.of(Nothing.class).schema()).isEqualTo("enum Nothing()");
    assertThatThrownBy(() -> Wire.value(Codecs.of(Nothing.class), (byte) 0))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("no constant of enum Nothing");
  }

  @Test
  void numbersOfAnySize() {
    assertRoundTrips(
        BigInteger.class,
        "BigInteger",
        BigInteger.ZERO,
        BigInteger.ONE.negate(),
        BigInteger.ONE.shiftLeft(10_000));
    assertRoundTrips(
        BigDecimal.class,
        "BigDecimal",
        new BigDecimal("1.00"),
        new BigDecimal("1.0"),
        new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
        new BigDecimal(BigInteger.TEN, Integer.MAX_VALUE));
  }

  @Test
  void dateTimeAndId() {
    assertRoundTrips(UUID.class, "UUID", new UUID(0, 0), new UUID(-1, 1), UUID.randomUUID());
    assertRoundTrips(Instant.class, "Instant", Instant.EPOCH, Instant.MIN, Instant.MAX);
    assertRoundTrips(
        Duration.class,
        "Duration",
        Duration.ZERO,
        Duration.ofNanos(-1),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    assertRoundTrips(LocalDate.class, "LocalDate", LocalDate.MIN, LocalDate.MAX);
    assertRoundTrips(LocalTime.class, "LocalTime", LocalTime.MIN, LocalTime.MAX);
    assertRoundTrips(LocalDateTime.class, "LocalDateTime", LocalDateTime.MIN, LocalDateTime.MAX);
    assertRoundTrips(
        OffsetDateTime.class, "OffsetDateTime", OffsetDateTime.MIN, OffsetDateTime.MAX);
    // The hour that comes twice: the offset tells which of them.
    ZonedDateTime twice = ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 1, ZoneId.of("Europe/Berlin"));
    assertRoundTrips(
        ZonedDateTime.class,
        "ZonedDateTime",
        twice.withEarlierOffsetAtOverlap(),
        twice.withLaterOffsetAtOverlap(),
        ZonedDateTime.of(LocalDateTime.MAX, ZoneOffset.UTC));
  }

  @Test
  void partsOutOfRangeAreNoDate() {
    byte[] bytes = Wire.bytes(Codecs.longs(), Long.MAX_VALUE);
    assertThatThrownBy(() -> Wire.value(Codecs.of(LocalDate.class), bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("the bytes are no LocalDate; position 8, size 8 bytes, reason ");
    assertThatThrownBy(() -> Wire.value(Codecs.of(LocalTime.class), bytes))
        .isInstanceOf(CodecException.class);
    byte[] instant = Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1}, 12);
    assertThatThrownBy(() -> Wire.value(Codecs.of(Instant.class), instant))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("nanoseconds");
  }

  @Test
  void containersOfAnyCodec() {
    Codec<Map<String, List<Optional<Long>>>> codec =
        Codecs.map(Codecs.string(), Codecs.list(Codecs.optional(Codecs.longs())));
    assertThat(codec.schema()).isEqualTo("Map<String, List<Optional<long>>>");
    Map<String, List<Optional<Long>>> value = new LinkedHashMap<>();
    value.put("z", List.of(Optional.of(1L), Optional.empty()));
    value.put("a", List.of());
    Map<String, List<Optional<Long>>> back = Wire.roundTrip(codec, value);
    assertThat(back).isEqualTo(value);
    assertThat(back.keySet()).containsExactly("z", "a");

    Codec<Set<String>> set = Codecs.set(Codecs.nullable(Codecs.string()));
    assertThat(set.schema()).isEqualTo("Set<String?>");
    Set<String> withNull = new java.util.HashSet<>(Arrays.asList("a", null, "b"));
    assertThat(Wire.roundTrip(set, withNull)).isEqualTo(withNull);
  }

  @Test
  void manyElements() {
    List<Integer> many = Collections.nCopies(100_000, 7);
    assertThat(Wire.roundTrip(Codecs.list(Codecs.ints()), many)).isEqualTo(many);
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      map.put(i, -i);
    }
    assertThat(Wire.roundTrip(Codecs.map(Codecs.ints(), Codecs.ints()), map)).isEqualTo(map);
  }

  @Test
  void nullWhereItIsNotExpectedIsNamed() {
    assertThatThrownBy(
            () -> Wire.bytes(Codecs.list(Codecs.string()), Arrays.asList("a", "b", null)))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "null within a List; index 2. Use Codecs.nullable(...) for the elements if null has a"
                + " meaning.");
    assertThatThrownBy(
            () ->
                Wire.bytes(
                    Codecs.map(Codecs.string(), Codecs.longs()),
                    Collections.singletonMap("a", null)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("null within a Map; index 0.");
    for (Class<?> type : new Class<?>[] {Long.class, String.class, int[].class, Level.class}) {
      assertThatThrownBy(() -> Wire.bytes(Codecs.of(type), null))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void theSameElementTwiceIsNoSetAndNoMap() {
    byte[] list = Wire.bytes(Codecs.list(Codecs.ints()), List.of(5, 5));
    assertThatThrownBy(() -> Wire.value(Codecs.set(Codecs.ints()), list))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("the same element twice")
        .hasMessageContaining("index 1");
    byte[] pairs = Wire.bytes(Codecs.list(Codecs.ints()), List.of(5, 1, 5, 2));
    pairs[0] = 2;
    assertThatThrownBy(() -> Wire.value(Codecs.map(Codecs.ints(), Codecs.ints()), pairs))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("the same key twice");
  }

  /** Says that it has another size than it has, as a list that another thread changes does. */
  private static final class Liar extends java.util.AbstractList<String> {
    private final int size;

    Liar(int size) {
      this.size = size;
    }

    @Override
    public java.util.Iterator<String> iterator() {
      return List.of("a", "b").iterator();
    }

    @Override
    public String get(int index) {
      return "a";
    }

    @Override
    public int size() {
      return size;
    }
  }

  @Test
  void aCollectionThatChangesMeanwhileIsAnError() {
    assertThatThrownBy(() -> Wire.bytes(Codecs.list(Codecs.string()), new Liar(3)))
        .isInstanceOf(CodecException.class)
        .hasMessage("a List changed while it was encoded; size at first 3, found 2. Send a copy.");
  }

  /** An own codec of no bytes at all: its elements must still not come in any number for free. */
  private static final class Unit implements Codec<String> {
    @Override
    public void encode(String value, Sink sink) {}

    @Override
    public String decode(Source source) {
      return "unit";
    }

    @Override
    public String schema() {
      return "unit";
    }
  }

  @Test
  void ownCodecsStandInsideOfOurs() {
    Codec<List<String>> codec = Codecs.list(new Unit());
    assertThat(codec.schema()).isEqualTo("List<[unit]?>");
    assertThat(Wire.roundTrip(codec, Arrays.asList("unit", null))).containsExactly("unit", null);
    assertThatThrownBy(() -> Wire.value(codec, (byte) -1, (byte) -1, (byte) 3))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("length 65535, bytes left 0");
    Codec<Optional<String>> optional = Codecs.optional(new Unit());
    assertThat(Wire.roundTrip(optional, Optional.of("unit"))).contains("unit");
    assertThat(Wire.roundTrip(Codecs.nullable(new Unit()), null)).isNull();
  }

  @Test
  void shortHandsAreTheSameCodecs() {
    assertThat(Codecs.bytes().schema()).isEqualTo(Codecs.of(byte[].class).schema());
    assertThat(Codecs.string().schema()).isEqualTo(Codecs.of(String.class).schema());
    assertThat(Codecs.longs().schema()).isEqualTo(Codecs.of(long.class).schema());
    assertThat(Codecs.ints().schema()).isEqualTo(Codecs.of(Integer.class).schema());
    assertThat(Codecs.doubles().schema()).isEqualTo(Codecs.of(Double.class).schema());
  }

  private interface Open {}

  @Test
  void otherClassesAreRefusedWithAWayOut() {
    assertThatThrownBy(() -> Codecs.of(java.util.BitSet.class))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "there is no codec for this class: java.util.BitSet. Make it a record, or use"
                + " Codecs.serializable(BitSet.class) or an own Codec.");
    assertThatThrownBy(() -> Codecs.of(Open.class))
        .isInstanceOf(CodecException.class)
        .hasMessageEndingWith("CodecsTest$Open. Make it a record, or write a Codec for it.");
    assertThatThrownBy(() -> Codecs.of(List.class))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Codecs.list, set, map or optional");
    assertThatThrownBy(() -> Codecs.of(Object[].class)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Codecs.of(Record.class)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Codecs.of(void.class)).isInstanceOf(CodecException.class);
  }
}
