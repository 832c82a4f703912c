package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The codecs that come with Tandem. {@link #of} picks one by class; the others are for what a class
 * alone does not say.
 *
 * <p>All are immutable and safe for use by many threads. None trusts the bytes it reads: damaged
 * ones give a {@link CodecException}, at a cost in time and memory proportional to their number.
 */
public final class Codecs {
  private Codecs() {}

  /**
   * The codec of a class: boxes of primitives, {@code String}, primitive arrays, enums, {@code
   * UUID}, {@code BigInteger}, {@code BigDecimal}, the date and time classes {@code Instant},
   * {@code Duration}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code
   * OffsetDateTime} and {@code ZonedDateTime}, {@linkplain #record records}, sealed interfaces that
   * permit records and enums, and arrays of all these.
   *
   * @throws CodecException if the class is none of these; the message says what can be done
   */
  @SuppressWarnings("unchecked")
  public static <E> Codec<E> of(Class<E> type) {
    if (type.isRecord()) {
      return record(type.asSubclass(Record.class), null, type);
    }
    Part<?> leaf = Leaves.of(type);
    if (leaf == null && type.isArray() && !type.getComponentType().isPrimitive()) {
      return (Codec<E>) array(type.getComponentType());
    }
    if (leaf == null && type.isSealed()) {
      Part<E> sealed = RecordPlanner.sealed(type, null);
      leaf = sealed == null ? null : RootCodec.of(type, sealed);
    }
    if (leaf == null) {
      throw unsupported(type);
    }
    return (Codec<E>) leaf;
  }

  private static <E> Codec<E[]> array(Class<E> elementType) {
    return ObjectArrayPart.of(elementType, CollectionPart.sized(of(elementType)));
  }

  /** {@code byte[]}: the bytes as they are, behind their number. */
  public static Codec<byte[]> bytes() {
    return PrimitiveArrays.OfByte.CODEC;
  }

  /** Strings; one byte per char where all are below 256, else two. */
  public static Codec<String> string() {
    return StringPart.CODEC;
  }

  /** A long in eight bytes. */
  public static Codec<Long> longs() {
    return Scalar.ofBox(Long.class);
  }

  /** An int in four bytes. */
  public static Codec<Integer> ints() {
    return Scalar.ofBox(Integer.class);
  }

  /** A double in eight bytes. */
  public static Codec<Double> doubles() {
    return Scalar.ofBox(Double.class);
  }

  /**
   * The codec of a record class: its components one after the other, numbers at full width.
   *
   * <p>A component may be of a primitive type, of any type that {@link #of} takes, or a {@code
   * List}, {@code Set}, {@code Map} or {@code Optional} of such types; of another record, also a
   * generic one whose arguments are given; of the record itself, up to 512 levels deep; and a
   * handle of a shared object, which arrives as {@link io.tandem.ipc.SerializedHandle} says. Every
   * component that is not primitive may be null. Collections arrive as {@code ArrayList}, {@code
   * LinkedHashSet} and {@code LinkedHashMap}.
   *
   * <p>What the accessors return is what is sent; decoding calls the canonical constructor, and
   * what that throws becomes the cause of a {@link CodecException}. No reflection is used per
   * message.
   *
   * <p>The record may be private or local. In a named module its package must be open to Tandem;
   * otherwise use {@link #record(Class, Lookup)}.
   *
   * @throws CodecException if a component has another type, or the record is not open to Tandem
   */
  public static <R extends Record> Codec<R> record(Class<R> type) {
    return record(type, null, type);
  }

  /**
   * The codec of a record class that is not open to Tandem.
   *
   * @param lookup {@link java.lang.invoke.MethodHandles#lookup MethodHandles.lookup()} of a class
   *     in the record's module; for records within the record, their modules must be the same or
   *     open to it
   * @throws CodecException if a component has a type that {@link #record(Class)} does not take, or
   *     the lookup has not got the rights
   */
  public static <R extends Record> Codec<R> record(Class<R> type, Lookup lookup) {
    return record(type, Objects.requireNonNull(lookup, "lookup"), type);
  }

  private static <E> Codec<E> record(Class<? extends Record> record, Lookup lookup, Class<E> type) {
    if (record == Record.class) {
      throw unsupported(record);
    }
    return RootCodec.of(type, RecordPlanner.record(type, lookup));
  }

  /** A list of what {@code element} takes. It arrives as an {@code ArrayList}. */
  public static <E> Codec<List<E>> list(Codec<E> element) {
    return CollectionPart.list(element);
  }

  /** A set of what {@code element} takes. It arrives as a {@code LinkedHashSet}. */
  public static <E> Codec<Set<E>> set(Codec<E> element) {
    return CollectionPart.set(element);
  }

  /** A map of what {@code key} and {@code value} take. It arrives as a {@code LinkedHashMap}. */
  public static <K, V> Codec<Map<K, V>> map(Codec<K> key, Codec<V> value) {
    return MapPart.of(key, value);
  }

  /** An {@code Optional} of what {@code codec} takes. */
  public static <E> Codec<Optional<E>> optional(Codec<E> codec) {
    return OptionalPart.of(codec);
  }

  /** What {@code codec} takes, and null. */
  public static <E> Codec<E> nullable(Codec<E> codec) {
    return codec instanceof Part<E> part ? part.nullable() : NullablePart.of(codec);
  }

  /**
   * JDK serialization, for classes that are {@link java.io.Serializable} and nothing better. Slower
   * and larger than a record by a factor of ten to fifty.
   *
   * <p>Only these classes are accepted, by sender and receiver: {@code type}, {@code alsoAllowed},
   * their serializable superclasses, what they permit if they are sealed, strings, boxes, {@code
   * BigDecimal} and the like, {@code java.time}, {@code URI}, the collections of {@code java.util},
   * and arrays of all these. A value that holds another, or an object that cannot be serialized, is
   * refused with the path to that object. For lambdas, list {@link
   * java.lang.invoke.SerializedLambda} and the classes whose source they stand in.
   *
   * <p>Classes are found in the class loaders of those listed, of {@code type}, and of the thread's
   * context, in this order. The JVM-wide filter, where one is set, applies as well.
   *
   * <p>The list says whose code may run while a message is read; it does not make that code quick.
   * Bytes made up with intent can nest hash sets so that their hash codes take very long to
   * compute. Where a sender is not trusted at all, use records.
   *
   * @throws CodecException if {@code type} is a class that is not {@code Serializable}
   */
  public static <E> Codec<E> serializable(Class<E> type, Class<?>... alsoAllowed) {
    return SerializableCodec.of(type, alsoAllowed);
  }

  private static CodecException unsupported(Class<?> type) {
    Problem problem = Problem.of("there is no codec for this class").object(type.getTypeName());
    if (type == List.class || type == Set.class || type == Map.class || type == Optional.class) {
      return new CodecException(
          problem.next(
              "Say of what: Codecs.list, set, map or optional with the codec of the rest"));
    }
    if (java.io.Serializable.class.isAssignableFrom(type)) {
      return new CodecException(
          problem.next(
              "Make it a record, or use Codecs.serializable("
                  + type.getSimpleName()
                  + ".class) or an own Codec"));
    }
    return new CodecException(problem.next("Make it a record, or write a Codec for it"));
  }
}
