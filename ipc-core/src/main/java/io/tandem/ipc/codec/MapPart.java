package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Maps: their size as a variable-length number, then keys and values in turn, in the order of
 * iteration. The nullable form counts from 1 and takes 0 for null. What is decoded is a {@link
 * LinkedHashMap}. For damaged sizes see {@link CollectionPart}.
 */
final class MapPart<K, V> extends Part<Map<K, V>> {
  private final Part<K> key;
  private final Part<V> mapped;
  private final int bias;

  private MapPart(Part<K> key, Part<V> mapped, int bias) {
    this.key = key;
    this.mapped = mapped;
    this.bias = bias;
  }

  @Override
  public void encode(Map<K, V> value, Sink sink) {
    if (value == null && bias != 0) {
      sink.writeByte(0);
      return;
    }
    int size = value.size();
    sink.writeVarInt(size + bias);
    int written = 0;
    for (Map.Entry<K, V> entry : value.entrySet()) {
      encodeHalf(key, entry.getKey(), sink, written);
      encodeHalf(mapped, entry.getValue(), sink, written);
      written++;
    }
    if (written != size) {
      throw Problems.changed("Map", size, written);
    }
  }

  static <K, V> Part<Map<K, V>> of(Codec<K> key, Codec<V> mapped) {
    return new MapPart<>(CollectionPart.sized(key), CollectionPart.sized(mapped), 0);
  }

  private static <T> void encodeHalf(Part<T> part, T half, Sink sink, int index) {
    if (half == null && !part.acceptsNull()) {
      throw Problems.nullElement("Map", index);
    }
    part.encode(half, sink);
  }

  @Override
  public Map<K, V> decode(Source source) {
    int header = source.readVarInt();
    if (header == 0 && bias != 0) {
      return null;
    }
    int size = source.checkCount(header - bias, key.minBytes() + mapped.minBytes());
    int room = Math.min(size, CollectionPart.ROOM_IN_ADVANCE);
    Map<K, V> value = new LinkedHashMap<>(room + (room >> 1));
    for (int i = 0; i < size; i++) {
      K k = key.decode(source);
      value.put(k, mapped.decode(source));
      if (value.size() != i + 1) {
        throw new CodecException(
            source.at("a map contains the same key twice").fact("index", i).next(Problems.DAMAGED));
      }
    }
    return value;
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
  Part<Map<K, V>> nullable() {
    return new MapPart<>(key, mapped, 1);
  }

  @Override
  void describe(SchemaText text) {
    text.generic("Map", key, mapped);
    if (bias != 0) {
      text.nullable();
    }
  }

  @Override
  String locate(Map<K, V> value, Sink scratch, int levels) {
    if (value != null && levels > 0) {
      int index = 0;
      for (Map.Entry<K, V> entry : value.entrySet()) {
        if (!key.encodes(entry.getKey(), scratch)) {
          return Problems.index(index)
              .concat(".key")
              .concat(key.locate(entry.getKey(), scratch, levels - 1));
        }
        if (!mapped.encodes(entry.getValue(), scratch)) {
          return Problems.index(index)
              .concat(".value")
              .concat(mapped.locate(entry.getValue(), scratch, levels - 1));
        }
        index++;
      }
    }
    return "";
  }

  @Override
  String locate(Source source, int levels) {
    int size = source.readVarInt() - bias;
    for (int i = 0; i < size && levels > 0; i++) {
      if (!key.skips(source)) {
        return Problems.index(i).concat(".key").concat(key.locate(source, levels - 1));
      }
      if (!mapped.skips(source)) {
        return Problems.index(i).concat(".value").concat(mapped.locate(source, levels - 1));
      }
    }
    return "";
  }
}
