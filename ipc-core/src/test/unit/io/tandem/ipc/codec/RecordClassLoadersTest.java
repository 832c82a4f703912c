package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class RecordClassLoadersTest {
  private static final String ORDER = "public record Order(long id, String symbol) {}";

  @TempDir Path directory;

  private Path compiled(String version, String text) throws Exception {
    Path sources = directory.resolve(version);
    Compiled.source(sources, "Order.java", text);
    Path classes = directory.resolve(version + "-classes");
    Compiled.compile(sources, classes);
    return classes;
  }

  private Codec<?> codec(String version, String text) throws Exception {
    try (URLClassLoader loader = Compiled.loader(compiled(version, text), null)) {
      return Codecs.of(loader.loadClass("Order"));
    }
  }

  @Test
  void twoVersionsOfARecordHaveDifferentFingerprints() throws Exception {
    String first = codec("a", ORDER).schema();
    String again = codec("b", ORDER).schema();
    String renamed = codec("c", "public record Order(long id, String name) {}").schema();
    String swapped = codec("d", "public record Order(String symbol, long id) {}").schema();
    String wider = codec("e", "public record Order(long id, String symbol, int n) {}").schema();
    assertThat(first).isEqualTo(again).isEqualTo("record Order(id:long, symbol:String)");
    assertThat(Schema.fingerprint(first))
        .isEqualTo(Schema.fingerprint(again))
        .isNotEqualTo(Schema.fingerprint(renamed))
        .isNotEqualTo(Schema.fingerprint(swapped))
        .isNotEqualTo(Schema.fingerprint(wider));
  }

  @SuppressWarnings("unchecked")
  private static void roundTrip(Class<?> type) throws Exception {
    Codec<Object> codec = (Codec<Object>) Codecs.of(type);
    Object value = type.getDeclaredConstructors()[0].newInstance(1L, "ACME");
    byte[] bytes = Wire.bytes(codec, value);
    // Not compared by equals: the JDK's own code behind a record's equals holds its class loader.
    assertThat(Wire.bytes(codec, Wire.value(codec, bytes))).isEqualTo(bytes).hasSize(8 + 1 + 4);
  }

  /** The record's loader knows nothing of Tandem, as in a server that shares records. */
  @Test
  void aRecordWhoseLoaderDoesNotSeeTandem() throws Exception {
    try (URLClassLoader loader =
        Compiled.loader(compiled("a", ORDER), ClassLoader.getPlatformClassLoader())) {
      roundTrip(loader.loadClass("Order"));
    }
  }

  private WeakReference<ClassLoader> useAndForgetRecordLoader(ReferenceQueue<ClassLoader> queue)
      throws Exception {
    try (URLClassLoader loader = Compiled.loader(compiled("a", ORDER), null)) {
      roundTrip(loader.loadClass("Order"));
      return new WeakReference<>(loader, queue);
    }
  }

  @Test
  @Timeout(60)
  void aCodecDoesNotHoldTheClassLoaderOfItsRecord() throws Exception {
    ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    assertCollected(useAndForgetRecordLoader(queue), queue);
  }

  /** Tandem itself in a class loader of its own, and the record in one that lives on. */
  private WeakReference<ClassLoader> useAndForgetTandem(
      Class<?> record, ReferenceQueue<ClassLoader> queue) throws Exception {
    try (URLClassLoader tandem = Compiled.loader(Compiled.ownClasses(), record.getClassLoader())) {
      Class<?> codecs = tandem.loadClass("io.tandem.ipc.codec.Codecs");
      Class<?> sinkType = tandem.loadClass("io.tandem.ipc.codec.Sink");
      assertThat(codecs).isNotSameAs(Codecs.class);
      Object codec = codecs.getMethod("of", Class.class).invoke(null, record);
      Object sink = sinkType.getConstructor().newInstance();
      Constructor<?> constructor = record.getDeclaredConstructors()[0];
      Method encode =
          tandem.loadClass("io.tandem.ipc.codec.Codec").getMethod("encode", Object.class, sinkType);
      encode.invoke(codec, constructor.newInstance(1L, "ACME"), sink);
      assertThat(sinkType.getMethod("size").invoke(sink)).isEqualTo(8 + 1 + 4);
      return new WeakReference<>(tandem, queue);
    }
  }

  @Test
  @Timeout(60)
  void aRecordDoesNotHoldTheClassLoaderOfTandem() throws Exception {
    ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    try (URLClassLoader loader =
        Compiled.loader(compiled("a", ORDER), ClassLoader.getPlatformClassLoader())) {
      Class<?> record = loader.loadClass("Order");
      assertCollected(useAndForgetTandem(record, queue), queue);
      // Used after the first Tandem has gone: the record class still works.
      roundTrip(record);
    }
  }

  private static void assertCollected(
      WeakReference<ClassLoader> reference, ReferenceQueue<ClassLoader> queue)
      throws InterruptedException {
    do {
      System.gc();
    } while (queue.remove(50) == null);
    assertThat(reference.get()).isNull();
  }
}
