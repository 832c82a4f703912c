package io.tandem.ipc.codec;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;

/**
 * A codec together with what it takes to have the same one in another process: for makers of shared
 * objects, whose handles can be serialized. What was made from a class travels as that class; an
 * own codec travels itself, if it is {@link Serializable}.
 *
 * <p>Immutable. Two are equal if they were made from the same class, or from equal codecs.
 *
 * @param <E> the type of the values
 */
public final class Coding<E> implements SerializableHandle {
  private static final long serialVersionUID = 1L;

  /** Null for an own codec. */
  private final transient Class<E> type;

  private final transient Codec<E> codec;

  private Coding(Class<E> type, Codec<E> codec) {
    this.type = type;
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /**
   * With the codec that {@link Codecs#of} chooses.
   *
   * @throws io.tandem.ipc.CodecException if there is none for the class
   */
  public static <E> Coding<E> of(Class<E> type) {
    return new Coding<>(type, Codecs.of(type));
  }

  /** With an own codec. */
  public static <E> Coding<E> of(Codec<E> codec) {
    return new Coding<>(null, codec);
  }

  /** The codec. */
  public Codec<E> codec() {
    return codec;
  }

  private Object writeReplace() throws NotSerializableException {
    if (type != null) {
      return new Form(type);
    }
    if (codec instanceof Serializable origin) {
      return new Form(origin);
    }
    throw new NotSerializableException(
        codec.getClass().getName()
            + ", the codec of a shared object whose handle is serialized; let it implement"
            + " Serializable, or make the object with a class instead of a codec");
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a coding is read as its form");
  }

  /**
   * What travels.
   *
   * @param origin the class, or the codec
   */
  private record Form(Serializable origin) implements SerializableHandle {
    private Object readResolve() throws InvalidObjectException {
      if (origin instanceof Class<?> type) {
        return of(type);
      }
      if (origin instanceof Codec<?> codec) {
        return of(codec);
      }
      throw new InvalidObjectException("neither a class nor a codec: " + origin);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coding<?> that
        && (type == null ? that.type == null && codec.equals(that.codec) : type == that.type);
  }

  @Override
  public int hashCode() {
    return type == null ? codec.hashCode() : type.hashCode();
  }
}
