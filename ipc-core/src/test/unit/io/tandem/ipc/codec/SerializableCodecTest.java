package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.MessageTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("serial") // the fields are of all sorts on purpose
final class SerializableCodecTest {
  private static class Base implements Serializable {
    private static final long serialVersionUID = 1L;
    String inherited = "inherited";
  }

  private static final class Order extends Base {
    private static final long serialVersionUID = 7L;
    Object customer;
    transient Object notSent = new Object();

    Order(Object customer) {
      this.customer = customer;
    }
  }

  private static final class Customer implements Serializable {
    private static final long serialVersionUID = 1L;
    Object session;

    Customer(Object session) {
      this.session = session;
    }
  }

  private enum Level implements Serializable {
    LOW,
    HIGH {
      @Override
      public String toString() {
        return "high";
      }
    }
  }

  private static final Codec<Order> CODEC = Codecs.serializable(Order.class, Customer.class);

  private static Object through(Object customer) {
    return Wire.roundTrip(CODEC, new Order(customer)).customer;
  }

  @Test
  void theTypeItsSuperclassesAndWhatIsListedTravel() {
    Order order = Wire.roundTrip(CODEC, new Order(new Customer("session")));
    assertThat(order.inherited).isEqualTo("inherited");
    assertThat(order.notSent).isNull();
    assertThat(((Customer) order.customer).session).isEqualTo("session");
    assertThat(through(new Customer[] {new Customer(1), null})).isInstanceOf(Customer[].class);
    assertThat(Wire.roundTrip(Codecs.list(CODEC), List.of(new Order(1), new Order(2)))).hasSize(2);
    assertThat(Wire.roundTrip(Codecs.nullable(CODEC), null)).isNull();
  }

  @Test
  void theSchemaHasNameAndVersion() {
    assertThat(CODEC.schema())
        .isEqualTo(
            "serializable io.tandem.ipc.codec.SerializableCodecTest$Order(serialVersionUID=7)");
  }

  @Test
  @SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // others use them
  void valuesAndCollectionsOfTheJdkTravel() {
    EnumMap<TimeUnit, String> enumMap = new EnumMap<>(TimeUnit.class);
    enumMap.put(TimeUnit.DAYS, "d");
    TreeMap<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.put("a", "b");
    BitSet bits = new BitSet();
    bits.set(77);
    Object[] values = {
      "text",
      'c',
      true,
      (byte) 1,
      (short) 2,
      3,
      4L,
      5f,
      6.0,
      new BigDecimal("1.50"),
      UUID.randomUUID(),
      new Date(5),
      Locale.GERMANY,
      URI.create("a:b"),
      Instant.now(),
      ZonedDateTime.now(ZoneId.of("Asia/Tokyo")),
      TimeUnit.DAYS,
      bits,
      new ArrayList<>(List.of(1, 2)),
      new LinkedList<>(List.of(1)),
      Arrays.asList(1, 2),
      List.of(),
      List.of(1),
      List.of(1, 2, 3),
      Map.of(),
      Map.of(1, 2),
      java.util.Set.of(1, 2, 3),
      new HashMap<>(Map.of(1, 2)),
      new LinkedHashMap<>(Map.of(1, 2)),
      reversed,
      new HashSet<>(List.of(1)),
      new TreeSet<>(List.of(1)),
      enumMap,
      EnumSet.of(TimeUnit.DAYS),
      new ConcurrentHashMap<>(Map.of(1, 2)),
      new ConcurrentSkipListMap<>(Map.of(1, 2)),
      new CopyOnWriteArrayList<>(List.of(1)),
      Map.entry(1, 2).toString(),
      Collections.emptyList(),
      Collections.singletonList(1),
      Collections.nCopies(3, "x"),
      Collections.unmodifiableList(new ArrayList<>(List.of(1))),
      Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
      Collections.synchronizedList(new ArrayList<>(List.of(1))),
      new java.util.AbstractMap.SimpleEntry<>(1, 2),
    };
    for (Object value : values) {
      assertThat(through(value)).as(value.getClass().getName()).isEqualTo(value);
    }
    assertThat(((ArrayDeque<?>) through(new ArrayDeque<>(List.of(1, 2)))).toArray())
        .containsExactly(1, 2);
    assertThat(((PriorityQueue<?>) through(new PriorityQueue<>(List.of(2, 1)))).toArray())
        .containsExactly(1, 2);
    assertThat((int[][]) through(new int[][] {{1}, {2}})).isDeepEqualTo(new int[][] {{1}, {2}});
    assertThat((String) through("x".repeat(200_000))).hasSize(200_000);
  }

  @Test
  void largeCollectionsAreWithinTheBoundsOfMemory() {
    Map<Integer, Integer> map = new HashMap<>();
    List<Map<Integer, Integer>> maps = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      map.put(i, i);
      maps.add(new HashMap<>(Map.of(i, i)));
    }
    assertThat(through(map)).isEqualTo(map);
    assertThat(through(maps)).isEqualTo(maps);
    List<List<Integer>> empties = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      empties.add(new ArrayList<>());
    }
    assertThat(through(empties)).isEqualTo(empties);
  }

  @Test
  void enumConstantsWithABodyTravelWhereTheEnumIsListed() {
    Codec<Level> codec = Codecs.serializable(Level.class);
    assertThat(Wire.roundTrip(codec, Level.LOW)).isSameAs(Level.LOW);
    assertThat(Wire.roundTrip(codec, Level.HIGH)).isSameAs(Level.HIGH);
  }

  private sealed interface Shape extends Serializable permits Circle, Square {}

  private record Circle(int radius) implements Shape {}

  private record Square(int side) implements Shape {}

  @Test
  void whatASealedTypePermitsIsListedWithIt() {
    Codec<Shape> codec = Codecs.serializable(Shape.class);
    assertThat(Wire.roundTrip(codec, new Circle(1))).isEqualTo(new Circle(1));
    assertThat(Wire.roundTrip(codec, new Square(2))).isEqualTo(new Square(2));
  }

  @Test
  void aClassThatIsNotListedIsRefusedBySenderWithItsPath() {
    Codec<Order> codec = Codecs.serializable(Order.class);
    assertThatThrownBy(() -> Wire.bytes(codec, new Order(List.of(1, new Customer("s")))))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "a class is not allowed in serialized messages: Order.customer[1]"
                + " (io.tandem.ipc.codec.SerializableCodecTest$Customer); class"
                + " io.tandem.ipc.codec.SerializableCodecTest$Customer. If it is harmless, allow it"
                + " on both sides: Codecs.serializable(Order.class, Customer.class).");
  }

  /** What a sender without our check, or one who means harm, would send. */
  private static byte[] unchecked(Object value) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
      out.writeObject(value);
    }
    Sink sink = new Sink();
    sink.writeInt(stream.size());
    sink.writeBytes(stream.toByteArray(), 0, stream.size());
    return Arrays.copyOf(sink.array(), sink.size());
  }

  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
    private static boolean ran;

    private void readObject(java.io.ObjectInputStream in) {
      ran = true;
    }
  }

  @Test
  void aClassThatIsNotListedIsRefusedByReceiverBeforeItsCodeRuns() throws Exception {
    byte[] bytes = unchecked(new Order(new ArrayList<>(List.of(new Gadget()))));
    assertThatThrownBy(() -> Wire.value(CODEC, bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a class is not allowed in serialized messages: serializable ")
        .hasMessageContaining("class io.tandem.ipc.codec.SerializableCodecTest$Gadget")
        .hasMessageContaining("Codecs.serializable(Order.class, Gadget.class)");
    assertThat(Gadget.ran).isFalse();
    Wire.value(Codecs.serializable(Order.class, Gadget.class), bytes);
    assertThat(Gadget.ran).isTrue();
  }

  @Test
  void anotherClassAtTheTopIsRefused() throws Exception {
    byte[] text = unchecked("text");
    assertThatThrownBy(() -> Wire.value(CODEC, text))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a value of another class")
        .hasMessageContaining("class java.lang.String");
    byte[] nothing = unchecked(null);
    assertThatThrownBy(() -> Wire.value(CODEC, nothing)).hasMessageContaining("class null");
  }

  @Test
  void dynamicProxiesAreRefused() throws Exception {
    Object proxy =
        java.lang.reflect.Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Comparator.class},
            (java.lang.reflect.InvocationHandler & Serializable) (self, method, args) -> 0);
    assertThatThrownBy(() -> Wire.bytes(CODEC, new Order(proxy)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void thePathLeadsToTheFieldThatIsNotSerializable() throws Exception {
    try (Socket socket = new Socket()) {
      assertPath(new Order(new Customer(socket)), "Order.customer.session (java.net.Socket)");
      assertPath(
          new Order(List.of("a", new Customer(socket))),
          "Order.customer[1].session (java.net.Socket)");
      assertPath(
          new Order(Map.of("key", new Customer(socket))),
          "Order.customer[key].session (java.net.Socket)");
      assertPath(
          new Order(new Object[] {1, new Object[] {socket}}),
          "Order.customer[1][0] (java.net.Socket)");
      assertPath(
          new Order(new AtomicReference<>(new Customer(socket))),
          "Order.customer.value.session (java.net.Socket)");
      assertPath(new Order(Map.entry(1, 2)), "Order.customer (java.util.KeyValueHolder)");
    }
  }

  private static void assertPath(Order order, String path) {
    assertThatThrownBy(() -> Wire.bytes(CODEC, order))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "a value holds an object that is not Serializable: "
                + path
                + ". Make that field transient, or its class Serializable.")
        .hasCauseInstanceOf(java.io.NotSerializableException.class);
  }

  @Test
  @SuppressWarnings("unchecked")
  void thePathLeadsToWhatALambdaHasCaptured() throws Exception {
    try (Socket socket = new Socket()) {
      Customer customer = new Customer(socket);
      Callable<Object> task = (Callable<Object> & Serializable) () -> customer.session;
      Codec<Callable<Object>> codec =
          (Codec<Callable<Object>>)
              (Codec<?>)
                  Codecs.serializable(
                      Callable.class,
                      java.lang.invoke.SerializedLambda.class,
                      SerializableCodecTest.class,
                      Customer.class);
      assertThatThrownBy(() -> Wire.bytes(codec, task))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining(
              "value.first variable captured by the lambda in"
                  + " io.tandem.ipc.codec.SerializableCodecTest.session (java.net.Socket)");
      customer.session = "harmless";
      assertThat(Wire.roundTrip(codec, task).call()).isEqualTo("harmless");
    }
  }

  @Test
  void cyclesAndDeepGraphs() {
    Customer self = new Customer(null);
    self.session = self;
    Customer back = (Customer) through(self);
    assertThat(back.session).isSameAs(back);
    Object chain = null;
    for (int i = 0; i < 200; i++) {
      chain = new Customer(chain);
    }
    assertThat(through(chain)).isInstanceOf(Customer.class);
    for (int i = 0; i < 500; i++) {
      chain = new Customer(chain);
    }
    byte[] deep = Wire.bytes(CODEC, new Order(chain));
    assertThatThrownBy(() -> Wire.value(CODEC, deep))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("nested too deeply")
        .hasMessageContaining("limit 512");
  }

  @Test
  void aClassThatIsNotSerializableIsRefusedWhenTheCodecIsMade() {
    assertThatThrownBy(() -> Codecs.serializable(Socket.class))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "a class is not Serializable: java.net.Socket. Let it implement java.io.Serializable,"
                + " make it a record, or write a Codec.");
  }

  @Test
  void theLimitOfASinkIsKept() {
    Sink sink = new Sink(100);
    assertThatThrownBy(() -> CODEC.encode(new Order("x".repeat(1000)), sink))
        .isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void anArrayLargerThanItsMessageIsNotAllocated() throws Exception {
    byte[] bytes = unchecked(new Order(new long[] {1, 2, 3}));
    int length = indexOf(bytes, new byte[] {0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1});
    bytes[length] = 0x7F;
    assertThatThrownBy(() -> Wire.value(CODEC, bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("asks for more memory than its size allows")
        .hasMessageContaining("array length 2130706435");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  @TempDir Path directory;

  @Test
  void classesComeFromTheLoaderOfTheOneWhoListedThem() throws Exception {
    Compiled.source(
        directory.resolve("src"),
        "Thing.java",
        "public class Thing implements java.io.Serializable { public Object part; }");
    Compiled.source(
        directory.resolve("src"),
        "Part.java",
        "public class Part implements java.io.Serializable { }");
    Compiled.compile(directory.resolve("src"), directory.resolve("classes"));
    try (URLClassLoader loader = Compiled.loader(directory.resolve("classes"), null)) {
      Class<?> type = loader.loadClass("Thing");
      Class<?> part = loader.loadClass("Part");
      Object thing = type.getConstructor().newInstance();
      type.getField("part").set(thing, part.getConstructor().newInstance());
      Object back = roundTrip(Codecs.serializable(type, part), thing);
      assertThat(back.getClass()).isSameAs(type);
      assertThat(type.getField("part").get(back).getClass()).isSameAs(part);
    }
  }

  @SuppressWarnings("unchecked")
  private static Object roundTrip(Codec<?> codec, Object value) {
    return Wire.roundTrip((Codec<Object>) codec, value);
  }

  @Test
  void aClassThatIsMissingHereIsNamed() throws Exception {
    byte[] bytes = unchecked(new Order(new Customer(null)));
    byte[] name =
        "SerializableCodecTest$Customer".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    bytes[indexOf(bytes, name) + name.length - 1] = 'X';
    assertThatThrownBy(() -> Wire.value(CODEC, bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a class that does not exist here")
        .hasMessageContaining("SerializableCodecTest$CustomeX")
        .hasMessageContaining("class path");
  }
}
