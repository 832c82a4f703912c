package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records as large as a class file lets them be: 255 slots of parameters, {@code this} included.
 */
final class RecordSizeTest {
  @TempDir Path directory;

  private Object make(String name, String type, int components, Object component) throws Exception {
    StringBuilder text = new StringBuilder("public record ").append(name).append('(');
    for (int i = 0; i < components; i++) {
      text.append(i == 0 ? "" : ", ").append(type).append(" component").append(i);
    }
    Path sources = directory.resolve(name);
    Compiled.source(sources, name + ".java", text.append(") {}").toString());
    Path classes = directory.resolve(name + "-classes");
    Compiled.compile(sources, classes);
    Object[] arguments = new Object[components];
    java.util.Arrays.fill(arguments, component);
    try (URLClassLoader loader = Compiled.loader(classes, null)) {
      Constructor<?> constructor = loader.loadClass(name).getDeclaredConstructors()[0];
      return constructor.newInstance(arguments);
    }
  }

  @SuppressWarnings("unchecked")
  private static void assertRoundTrip(Object value, int bytes) {
    Codec<Object> codec = (Codec<Object>) Codecs.of(value.getClass());
    assertThat(Wire.bytes(codec, value)).hasSize(bytes);
    assertThat(Wire.roundTrip(codec, value)).isEqualTo(value);
  }

  @Test
  void theLargestRecordOfReferences() throws Exception {
    assertRoundTrip(make("References", "String", 254, "text"), 254 * 5);
  }

  @Test
  void theLargestRecordOfInts() throws Exception {
    assertRoundTrip(make("Ints", "int", 254, -7), 254 * 4);
  }

  @Test
  void theLargestRecordOfLongs() throws Exception {
    assertRoundTrip(make("Longs", "long", 127, Long.MIN_VALUE), 127 * 8);
  }

  @Test
  void namesBeyondAscii() throws Exception {
    assertRoundTrip(make("Gr\u00F6\u00DFe\u4E2D\uD835\uDD38", "int", 1, 1), 4);
  }
}
