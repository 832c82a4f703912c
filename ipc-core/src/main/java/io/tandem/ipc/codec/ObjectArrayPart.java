package io.tandem.ipc.codec;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Arrays of references, as {@link CollectionPart} does lists. The elements of an array may always
 * be null.
 */
final class ObjectArrayPart<E> extends Part<E[]> {
  private final Class<E> elementType;
  private final Part<E> element;
  private final int bias;

  private ObjectArrayPart(Class<E> elementType, Part<E> nullableElement, int bias) {
    this.elementType = elementType;
    this.element = nullableElement;
    this.bias = bias;
  }

  static <E> Part<E[]> of(Class<E> elementType, Part<E> element) {
    return new ObjectArrayPart<>(elementType, element.nullable(), 0);
  }

  @Override
  public void encode(E[] value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
      return;
    }
    sink.writeVarInt(value.length + bias);
    for (E each : value) {
      element.encode(each, sink);
    }
  }

  @Override
  public E[] decode(Source source) {
    int header = source.readVarInt();
    if (header == 0 && bias != 0) {
      return null;
    }
    int length = source.checkCount(header - bias, element.minBytes());
    E[] value = newArray(Math.min(length, CollectionPart.ROOM_IN_ADVANCE));
    for (int i = 0; i < length; i++) {
      if (i == value.length) {
        value = Arrays.copyOf(value, (int) Math.min(2L * i, length));
      }
      value[i] = element.decode(source);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private E[] newArray(int length) {
    return (E[]) Array.newInstance(elementType, length);
  }

  @Override
  int minBytes() {
    return 1;
  }

  @Override
  boolean acceptsNull() {
    return bias != 0;
  }

  @Override
  Part<E[]> nullable() {
    return new ObjectArrayPart<>(elementType, element, 1);
  }

  @Override
  void describe(SchemaText text) {
    text.type(element).append("[]");
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  String locate(E[] value, Sink scratch, int levels) {
    for (int i = 0; value != null && i < value.length && levels > 0; i++) {
      if (!element.encodes(value[i], scratch)) {
        return Problems.index(i).concat(element.locate(value[i], scratch, levels - 1));
      }
    }
    return "";
  }

  @Override
  String locate(Source source, int levels) {
    int length = source.readVarInt() - bias;
    for (int i = 0; i < length && levels > 0; i++) {
      if (!element.skips(source)) {
        return Problems.index(i).concat(element.locate(source, levels - 1));
      }
    }
    return "";
  }
}
