package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.ipc.CodecException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Feeds random and damaged bytes to every codec. Each input must give a value or a {@link
 * CodecException}, and must not make the codec allocate much more than the input is long.
 *
 * <p>A short run is part of the build. For a long one, and to repeat one:
 *
 * <pre>{@code
 * ./mvnw -pl ipc-core test -Dtest=CodecFuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -DargLine="-Dtandem.fuzz.rounds=1000000 -Dtandem.fuzz.seed=1"
 * }</pre>
 */
final class CodecFuzzTest {
  private static final int ROUNDS = Integer.getInteger("tandem.fuzz.rounds", 2_000);
  private static final long SEED = Long.getLong("tandem.fuzz.seed", System.nanoTime());

  /** For the error itself and its texts. */
  private static final long ALLOWANCE_BYTES = 1 << 20;

  /** The worst honest case is a list of empty lists: an object of 40 bytes for each byte. */
  private static final long BYTES_PER_BYTE = 128;

  private record Point(int x, int y) {}

  private record Tree(String name, Tree left, Tree right, List<Tree> more) {}

  private sealed interface Shape permits Dot, Many {}

  private record Dot(Point at) implements Shape {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Many(List<Shape> shapes, Map<String, Shape> named, Shape[] array)
      implements Shape {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Wide(
      byte b,
      short s,
      char c,
      int i,
      long l,
      float f,
      double d,
      boolean z,
      Integer box,
      String text,
      TimeUnit unit,
      byte[] bytes,
      boolean[] flags,
      long[] longs,
      String[] texts,
      Set<String> set,
      Map<Integer, List<String>> map,
      Optional<Point> point,
      Instant time,
      BigDecimal number,
      UUID id) {}

  private static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final Map<String, Object> parts = new HashMap<>();

    private Node next;
  }

  private static Tree tree(int depth) {
    return depth == 0
        ? null
        : new Tree("n" + depth, tree(depth - 1), null, Arrays.asList(tree(depth - 1), null));
  }

  private static Wide wide() {
    return new Wide(
        (byte) 1,
        (short) 2,
        'c',
        4,
        5,
        6,
        7,
        true,
        9,
        "text \u4E2D",
        TimeUnit.DAYS,
        new byte[] {1, 2},
        new boolean[] {true},
        new long[] {3},
        new String[] {"a", null},
        Set.of("x", "y"),
        Map.of(1, List.of("p", "q")),
        Optional.of(new Point(1, 2)),
        Instant.EPOCH,
        new BigDecimal("12.50"),
        new UUID(1, 2));
  }

  private static Node node() {
    Node node = new Node();
    node.parts.put("list", new ArrayList<>(List.of(1, "two", 3.0)));
    node.parts.put("array", new int[] {1, 2, 3});
    node.next = new Node();
    node.next.parts.put("time", Instant.EPOCH);
    return node;
  }

  @TestFactory
  List<DynamicTest> everyCodecWithstandsDamagedBytes() {
    Shape shape =
        new Many(
            List.of(new Dot(new Point(1, 2))),
            Map.of("a", new Dot(null)),
            new Shape[] {null, new Dot(new Point(3, 4))});
    return List.of(
        test(Codecs.longs(), 1L),
        test(Codecs.of(Boolean.class), true),
        test(Codecs.of(Character.class), 'c'),
        test(Codecs.string(), "text \u4E2D"),
        test(Codecs.string(), "x".repeat(100)),
        test(Codecs.bytes(), new byte[] {1, 2, 3}),
        test(Codecs.of(boolean[].class), new boolean[] {true, false}),
        test(Codecs.of(double[].class), new double[] {1, 2}),
        test(Codecs.of(String[][].class), new String[][] {{"a"}, null}),
        test(Codecs.of(TimeUnit.class), TimeUnit.DAYS),
        test(Codecs.of(BigInteger.class), BigInteger.TEN.pow(30)),
        test(Codecs.of(BigDecimal.class), new BigDecimal("1.5")),
        test(
            Codecs.of(ZonedDateTime.class),
            ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 1, ZoneId.of("Europe/Berlin"))),
        test(Codecs.of(UUID.class), new UUID(1, 2)),
        test(Codecs.list(Codecs.list(Codecs.list(Codecs.of(Byte.class)))), lists()),
        test(Codecs.map(Codecs.string(), Codecs.set(Codecs.ints())), Map.of("a", Set.of(1, 2))),
        test(Codecs.optional(Codecs.nullable(Codecs.string())), Optional.of("x")),
        test(Codecs.of(Point.class), new Point(1, 2)),
        test(Codecs.of(Tree.class), tree(3)),
        test(Codecs.of(Shape.class), shape),
        test(Codecs.of(Wide.class), wide()),
        test(Codecs.serializable(Node.class), node()));
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Chain(List<Chain> next, Chain[] array, Map<String, Chain> map) {}

  /** Every level claims as many elements as there are bytes left, and has its first one in it. */
  @Test
  void countsWithinCountsDoNotAddUp() {
    Sink sink = new Sink();
    while (sink.size() < 100_000) {
      sink.writeVarInt(40_000);
      sink.writeByte(1);
    }
    byte[] bytes = Arrays.copyOf(sink.array(), sink.size());
    Fuzz<Chain> fuzz = new Fuzz<>(Codecs.record(Chain.class), new Chain(null, null, null));
    assertThat(fuzz.decode(bytes)).isLessThan(2 << 20);
    assertThat(fuzz.refused).isEqualTo(1);
  }

  private static List<List<List<Byte>>> lists() {
    return List.of(List.of(List.of((byte) 1), List.of()), List.of());
  }

  private static <E> DynamicTest test(Codec<E> codec, E value) {
    String name = codec.schema() + ", seed " + SEED;
    return DynamicTest.dynamicTest(name, () -> new Fuzz<>(codec, value).run());
  }

  /** One codec under fire. */
  private static final class Fuzz<E> {
    private final Codec<E> codec;
    private final byte[] seedBytes;
    private final Random random = new Random(SEED);
    private final Source source = new Source();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int refused;

    Fuzz(Codec<E> codec, E value) {
      this.codec = codec;
      this.seedBytes = Wire.bytes(codec, value);
      warmUp();
    }

    /** What the JDK allocates once, when it first puts together the text of an error. */
    private void warmUp() {
      for (int length = 0; length < seedBytes.length; length++) {
        source.reset(seedBytes, 0, length);
        try {
          codec.decode(source);
        } catch (CodecException e) {
          assertThat(e.getMessage()).as("length %d", length).isNotBlank();
        }
      }
    }

    void run() {
      for (int i = 0; i < ROUNDS; i++) {
        long unused = decode(random.nextInt(3) == 0 ? randomBytes() : mutated());
      }
      for (int length = 0; length < seedBytes.length; length++) {
        int before = refused;
        long unused = decode(Arrays.copyOf(seedBytes, length));
        assertThat(refused).as("refused when cut to %d bytes", length).isEqualTo(before + 1);
      }
    }

    private byte[] randomBytes() {
      byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 5_000 : 60)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        // Small numbers lead further into nested structures than random ones.
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] &= 3;
        }
      }
      return bytes;
    }

    private byte[] mutated() {
      byte[] bytes = seedBytes.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
          case 0 -> bytes[at] = (byte) random.nextInt();
          case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 2 -> bytes[at] = (byte) 0xFF;
          case 3 -> bytes = Arrays.copyOf(bytes, at);
          default -> bytes = spliced(bytes, at);
        }
      }
      return bytes;
    }

    /** Repeats a part of the bytes. */
    private byte[] spliced(byte[] bytes, int at) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(bytes.length + 1));
      System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
      return longer;
    }

    private long decode(byte[] bytes) {
      source.reset(bytes, 0, bytes.length);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        codec.decode(source);
        source.requireEnd();
      } catch (CodecException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      } catch (Throwable e) {
        throw new AssertionError("after " + Arrays.toString(bytes), e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated)
          .as("bytes allocated for %s", Arrays.toString(bytes))
          .isLessThan(ALLOWANCE_BYTES + BYTES_PER_BYTE * bytes.length);
      return allocated;
    }
  }
}
