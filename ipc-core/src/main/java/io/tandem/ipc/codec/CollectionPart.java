package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists and sets: their size as a variable-length number, then the elements in the order of
 * iteration. The nullable form counts from 1 and takes 0 for null.
 *
 * <p>What is decoded is an {@link ArrayList} or a {@link LinkedHashSet} that nobody else has.
 *
 * <p>Every element takes at least one byte, so a damaged size is found out at the latest when the
 * bytes end; and room is made for few elements in advance, so that damaged sizes within damaged
 * sizes do not add up to a large allocation either.
 */
abstract class CollectionPart<E, C extends Collection<E>> extends Part<C> {
  /** The most elements for which room is made before they have been read. */
  static final int ROOM_IN_ADVANCE = 32;

  private final String name;
  private final Part<E> element;
  private final int bias;

  private CollectionPart(String name, Part<E> element, int bias) {
    this.name = name;
    this.element = element;
    this.bias = bias;
  }

  static <E> Part<List<E>> list(Codec<E> element) {
    return new OfList<>(sized(element), 0);
  }

  static <E> Part<Set<E>> set(Codec<E> element) {
    return new OfSet<>(sized(element), 0);
  }

  abstract C empty(int room);

  /** A codec that takes at least one byte: the given one, or its nullable form. */
  static <E> Part<E> sized(Codec<E> codec) {
    return codec instanceof Part<E> part && part.minBytes() > 0 ? part : NullablePart.of(codec);
  }

  @Override
  public final void encode(C value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
      return;
    }
    int size = value.size();
    sink.writeVarInt(size + bias);
    int written = 0;
    boolean checkNull = !element.acceptsNull();
    for (E each : value) {
      if (checkNull && each == null) {
        throw Problems.nullElement(name, written);
      }
      element.encode(each, sink);
      written++;
    }
    if (written != size) {
      throw Problems.changed(name, size, written);
    }
  }

  @Override
  public final C decode(Source source) {
    int header = source.readVarInt();
    if (header == 0 && bias != 0) {
      return null;
    }
    int size = source.checkCount(header - bias, element.minBytes());
    C value = empty(Math.min(size, ROOM_IN_ADVANCE));
    for (int i = 0; i < size; i++) {
      if (!value.add(element.decode(source))) {
        throw new CodecException(
            source
                .at("a set contains the same element twice")
                .fact("index", i)
                .next(Problems.DAMAGED));
      }
    }
    return value;
  }

  @Override
  final int minBytes() {
    return 1;
  }

  @Override
  final boolean acceptsNull() {
    return bias != 0;
  }

  @Override
  final void describe(SchemaText text) {
    text.generic(name, element);
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  final String locate(C value, Sink scratch, int levels) {
    int index = 0;
    if (value != null && levels > 0) {
      for (E each : value) {
        if (!element.encodes(each, scratch)) {
          return Problems.index(index).concat(element.locate(each, scratch, levels - 1));
        }
        index++;
      }
    }
    return "";
  }

  @Override
  final String locate(Source source, int levels) {
    int size = source.readVarInt() - bias;
    for (int i = 0; i < size && levels > 0; i++) {
      if (!element.skips(source)) {
        return Problems.index(i).concat(element.locate(source, levels - 1));
      }
    }
    return "";
  }

  private static final class OfList<E> extends CollectionPart<E, List<E>> {
    private final Part<E> element;

    OfList(Part<E> element, int bias) {
      super("List", element, bias);
      this.element = element;
    }

    @Override
    List<E> empty(int room) {
      return new ArrayList<>(room);
    }

    @Override
    Part<List<E>> nullable() {
      return new OfList<>(element, 1);
    }
  }

  private static final class OfSet<E> extends CollectionPart<E, Set<E>> {
    private final Part<E> element;

    OfSet(Part<E> element, int bias) {
      super("Set", element, bias);
      this.element = element;
    }

    @Override
    Set<E> empty(int room) {
      return new LinkedHashSet<>(room + (room >> 1));
    }

    @Override
    Part<Set<E>> nullable() {
      return new OfSet<>(element, 1);
    }
  }
}
