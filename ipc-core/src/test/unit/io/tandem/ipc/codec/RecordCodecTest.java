package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
  private record Order(long id, String symbol, double price, int quantity, boolean buy) {}

  private record Primitives(byte b, short s, char c, int i, long l, float f, double d, boolean z) {}

  private record Boxes(
      Byte b, Short s, Character c, Integer i, Long l, Float f, Double d, Boolean z) {}

  private record Empty() {}

  private record Line(int number, String text) {}

  @SuppressWarnings("ArrayRecordComponent") // that is what is tested
  private record Everything(
      String text,
      TimeUnit unit,
      Instant time,
      byte[] bytes,
      long[] longs,
      String[] texts,
      Line[] lineArray,
      List<Line> lines,
      Set<String> set,
      Map<String, List<Long>> map,
      Optional<Line> optional,
      Line line,
      List<Empty> empties) {}

  private record Tree(int value, Tree left, Tree right) {}

  private record Folder(String name, List<Folder> folders) {}

  private record Ping(int n, Pong pong) {}

  private record Pong(int n, Ping ping) {}

  private record Pair<A, B>(A first, B second) {}

  private record Pairs(
      Pair<String, Long> one, Pair<Long, String> two, Pair<Pair<Integer, Integer>, int[]> three) {}

  private record Wild(List<? extends Line> lines, Pair<?, ? super String> unknown) {}

  private record OnlyWild(List<? extends Line> lines, List<List<String>[]> arrays) {}

  private record Grower<T>(Grower<List<T>> next) {}

  private record GrowerHolder(Grower<String> grower) {}

  private sealed interface Shape permits Circle, Square, Group, Nowhere {}

  private record Circle(double radius) implements Shape {}

  private record Square(double side) implements Shape {}

  private record Group(List<Shape> shapes, Shape frame) implements Shape {}

  private enum Nowhere implements Shape {
    NOWHERE
  }

  private sealed interface Result<T> permits Ok, Failed {}

  private record Ok<V>(V value) implements Result<V> {}

  private record Failed<T>(String why) implements Result<T> {}

  private record Answer(Result<Long> number, Result<List<String>> texts) {}

  private static <R> void assertRoundTrip(Codec<R> codec, R value) {
    assertThat(Wire.roundTrip(codec, value)).isEqualTo(value);
  }

  @Test
  void numbersStandOneAfterTheOtherAtFullWidth() {
    byte[] bytes = Wire.bytes(Codecs.of(Order.class), new Order(1, "ACME", 0.0, 2, true));
    assertThat(bytes)
        .containsExactly(
            1, 0, 0, 0, 0, 0, 0, 0, 9, 'A', 'C', 'M', 'E', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1);
  }

  @Test
  void everyPrimitiveSurvives() {
    Codec<Primitives> codec = Codecs.record(Primitives.class);
    assertRoundTrip(codec, new Primitives((byte) 0, (short) 0, 'a', 0, 0, 0, 0, false));
    assertRoundTrip(
        codec,
        new Primitives(
            Byte.MIN_VALUE,
            Short.MIN_VALUE,
            '\uFFFF',
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.NaN,
            Double.MIN_VALUE,
            true));
  }

  @Test
  void boxesMayBeNull() {
    Codec<Boxes> codec = Codecs.record(Boxes.class);
    assertThat(codec.schema())
        .isEqualTo(
            "record Boxes(b:Byte, s:Short, c:Character, i:Integer, l:Long, f:Float, d:Double,"
                + " z:Boolean)");
    assertRoundTrip(codec, new Boxes(null, null, null, null, null, null, null, null));
    assertRoundTrip(codec, new Boxes((byte) 1, (short) 2, 'c', 3, 4L, 5f, 6.0, false));
  }

  @Test
  @SuppressWarnings("NullOptional") // null must survive there too
  void everyKindOfComponentSurvivesAndMayBeNull() {
    Codec<Everything> codec = Codecs.record(Everything.class);
    Everything nulls =
        new Everything(
            null, null, null, null, null, null, null, null, null, null, null, null, null);
    assertRoundTrip(codec, nulls);
    Map<String, List<Long>> map = new LinkedHashMap<>();
    map.put(null, Arrays.asList(1L, null));
    map.put("b", null);
    Everything full =
        new Everything(
            "text\0",
            TimeUnit.DAYS,
            Instant.EPOCH,
            new byte[] {1},
            new long[] {2},
            new String[] {null, "x"},
            new Line[] {new Line(1, null), null},
            Arrays.asList(new Line(1, "one"), null),
            Collections.singleton(null),
            map,
            Optional.of(new Line(5, "five")),
            new Line(6, "six"),
            List.of(new Empty(), new Empty()));
    assertThat(Wire.roundTrip(codec, full)).usingRecursiveComparison().isEqualTo(full);
    assertThat(codec.schema())
        .isEqualTo(
            "record Everything(text:String, unit:TimeUnit, time:Instant, bytes:byte[],"
                + " longs:long[], texts:String[], lineArray:Line[], lines:List<Line>,"
                + " set:Set<String>, map:Map<String, List<Long>>, optional:Optional<Line>,"
                + " line:Line, empties:List<Empty>); enum TimeUnit(NANOSECONDS, MICROSECONDS,"
                + " MILLISECONDS, SECONDS, MINUTES, HOURS, DAYS); record Line(number:int,"
                + " text:String); record Empty()");
  }

  @Test
  void collectionsArriveAsCommonOnesThatMayBeChanged() {
    record Bag(List<String> list, Set<String> set, Map<String, String> map) {}
    Bag bag =
        Wire.roundTrip(
            Codecs.record(Bag.class), new Bag(List.of("a"), Set.of("b"), Map.of("c", "d")));
    bag.list().add("more");
    bag.set().add("more");
    bag.map().put("more", "more");
    assertThat(bag.list()).containsExactly("a", "more");
  }

  @Test
  void aRecordWithoutComponentsHasNoBytes() {
    Codec<Empty> codec = Codecs.of(Empty.class);
    assertThat(codec.schema()).isEqualTo("record Empty()");
    assertThat(Wire.bytes(codec, new Empty())).isEmpty();
    assertThat(Wire.value(codec)).isEqualTo(new Empty());
    List<Empty> many = Collections.nCopies(1000, new Empty());
    assertThat(Wire.roundTrip(Codecs.list(codec), many)).isEqualTo(many);
  }

  @Test
  void localRecordsAndTheirComponentsAreReached() {
    enum Local {
      A,
      B
    }
    record Inner(Local local) {}
    record Outer(Inner inner) {}
    Codec<Outer> codec = Codecs.of(Outer.class);
    assertRoundTrip(codec, new Outer(new Inner(Local.B)));
    assertThat(codec.schema())
        .isEqualTo("record Outer(inner:Inner); record Inner(local:Local); enum Local(A, B)");
  }

  @Test
  void valuesWithinThemselves() {
    Codec<Tree> tree = Codecs.record(Tree.class);
    assertThat(tree.schema()).isEqualTo("record Tree(value:int, left:Tree, right:Tree)");
    assertRoundTrip(tree, new Tree(1, new Tree(2, null, new Tree(3, null, null)), null));
    Codec<Folder> folder = Codecs.record(Folder.class);
    assertThat(folder.schema()).isEqualTo("record Folder(name:String, folders:List<Folder>)");
    assertRoundTrip(folder, new Folder("/", List.of(new Folder("a", null), new Folder("b", null))));
    Codec<Ping> ping = Codecs.record(Ping.class);
    assertThat(ping.schema())
        .isEqualTo("record Ping(n:int, pong:Pong); record Pong(n:int, ping:Ping)");
    assertRoundTrip(ping, new Ping(1, new Pong(2, new Ping(3, null))));
  }

  private static Tree chain(int levels) {
    Tree tree = null;
    for (int i = 0; i < levels; i++) {
      tree = new Tree(i, tree, null);
    }
    return tree;
  }

  @Test
  void theDepthOfAValueIsLimitedOnBothSides() {
    Codec<Tree> codec = Codecs.record(Tree.class);
    assertRoundTrip(codec, chain(Depth.MAX));
    assertThatThrownBy(() -> Wire.bytes(codec, chain(Depth.MAX + 1)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("cannot encode Tree")
        .hasMessageContaining(
            "cannot encode a value nested so deeply: record " + Tree.class.getTypeName())
        .hasMessageContaining("limit 512 levels. Send long chains as a List");
    byte[] deep = new byte[6 * (Depth.MAX + 1)];
    for (int i = 0; i < deep.length; i++) {
      deep[i] = (byte) (i % 5 == 4 ? 1 : 0);
    }
    assertThatThrownBy(() -> Wire.value(codec, deep))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("cannot decode a value nested so deeply");
  }

  @Test
  void aSinkWorksAfterAValueThatWasTooDeep() {
    Codec<Tree> codec = Codecs.record(Tree.class);
    Sink sink = new Sink();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> codec.encode(chain(Depth.MAX + 1), sink))
          .isInstanceOf(CodecException.class);
      sink.reset();
      codec.encode(chain(Depth.MAX), sink);
      sink.reset();
    }
  }

  @Test
  void genericRecordsWhoseArgumentsAreGiven() {
    Codec<Pairs> codec = Codecs.record(Pairs.class);
    assertThat(codec.schema())
        .isEqualTo(
            "record Pairs(one:Pair, two:Pair#2, three:Pair#3); record Pair(first:String,"
                + " second:Long); record Pair#2(first:Long, second:String); record"
                + " Pair#3(first:Pair#4, second:int[]); record Pair#4(first:Integer,"
                + " second:Integer)");
    Pairs value =
        new Pairs(
            new Pair<>("a", 1L), new Pair<>(2L, "b"), new Pair<>(new Pair<>(3, 4), new int[] {5}));
    assertThat(Wire.roundTrip(codec, value)).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void wildcardsWithAnUpperBoundAndArraysOfGenericTypes() {
    Codec<OnlyWild> codec = Codecs.record(OnlyWild.class);
    assertThat(codec.schema())
        .isEqualTo(
            "record OnlyWild(lines:List<Line>, arrays:List<List<String>[]>); record"
                + " Line(number:int, text:String)");
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<String>[] array = new List[] {List.of("x"), null};
    OnlyWild value = new OnlyWild(List.of(new Line(1, "a")), Collections.singletonList(array));
    assertThat(Wire.roundTrip(codec, value)).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void sealedInterfacesOfRecordsAndEnums() {
    Codec<Shape> codec = Codecs.of(Shape.class);
    assertThat(codec.schema())
        .isEqualTo(
            "sealed Shape(Circle | Square | Group | Nowhere); record Circle(radius:double); record"
                + " Square(side:double); record Group(shapes:List<Shape>, frame:Shape); enum"
                + " Nowhere(NOWHERE)");
    assertRoundTrip(codec, new Circle(1));
    assertRoundTrip(codec, Nowhere.NOWHERE);
    assertRoundTrip(
        codec, new Group(List.of(new Square(2), new Group(null, null)), Nowhere.NOWHERE));
    assertRoundTrip(Codecs.of(Group.class), new Group(List.of(new Circle(1)), new Square(1)));
    assertThatThrownBy(() -> Wire.value(codec, (byte) 4))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("no class of sealed")
        .hasMessageContaining("found 4");
  }

  private static <E> void assertDepthLimited(Codec<E> codec, E most, E tooDeep) {
    Wire.bytes(codec, most);
    assertThatThrownBy(() -> Wire.bytes(codec, tooDeep))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("nested so deeply")
        .hasMessageContaining("limit 512 levels");
  }

  @Test
  void theDepthOfSealedValuesIsLimitedToo() {
    Group most = new Group(null, null);
    for (int i = 1; i < Depth.MAX; i++) {
      most = new Group(null, most);
    }
    Group tooDeep = new Group(null, most);
    assertDepthLimited(Codecs.of(Shape.class), most, tooDeep);
    assertDepthLimited(Codecs.of(Group.class), most, tooDeep);
  }

  @Test
  void genericSealedInterfaces() {
    Codec<Answer> codec = Codecs.record(Answer.class);
    assertThat(codec.schema())
        .isEqualTo(
            "record Answer(number:Result, texts:Result#2); sealed Result(Ok | Failed); sealed"
                + " Result#2(Ok#2 | Failed#2); record Ok(value:Long); record Failed(why:String);"
                + " record Ok#2(value:List<String>); record Failed#2(why:String)");
    assertRoundTrip(codec, new Answer(new Ok<>(1L), new Failed<>("why")));
    assertRoundTrip(codec, new Answer(new Failed<>(null), new Ok<>(List.of("a"))));
  }

  private record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be positive, was " + value);
      }
    }
  }

  private record Holder(String name, List<Positive> positives) {}

  @Test
  void whatTheConstructorThrowsIsTheCause() {
    byte[] zero = Wire.bytes(Codecs.ints(), 0);
    assertThatThrownBy(() -> Wire.value(Codecs.of(Positive.class), zero))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("cannot decode Positive: a record's constructor refuses")
        .hasMessageContaining("value must be positive, was 0")
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePathLeadsToWhatCannotBeDecoded() {
    Codec<Holder> codec = Codecs.record(Holder.class);
    byte[] bytes =
        Wire.bytes(codec, new Holder("h", List.of(new Positive(1), new Positive(0x01010101))));
    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0);
    assertThatThrownBy(() -> Wire.value(codec, bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(
            "cannot decode Holder.positives[1]: a record's constructor refuses");
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> Wire.value(codec, cut))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(
            "cannot decode Holder.positives[1].value: the message ends within a value; position 9,"
                + " size 12 bytes, wanted 4 more bytes, bytes left 3.");
  }

  private record Moody(String text) {
    @Override
    @SuppressWarnings("UnusedMethod") // the codec calls it
    public String text() {
      if (Objects.equals(text, "bad")) {
        throw new IllegalStateException("not in the mood");
      }
      return text;
    }
  }

  private record Moods(Map<String, Moody> byName, Optional<Moody> last) {}

  @Test
  void thePathLeadsToWhatCannotBeEncoded() {
    Codec<Moods> codec = Codecs.record(Moods.class);
    Moods inMap = new Moods(Collections.singletonMap("k", new Moody("bad")), Optional.empty());
    assertThatThrownBy(() -> Wire.bytes(codec, inMap))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(
            "cannot encode Moods.byName[0].value.text: a record cannot be encoded: record ")
        .hasMessageContaining("not in the mood")
        .hasRootCauseInstanceOf(IllegalStateException.class);
    Moods inOptional = new Moods(Map.of(), Optional.of(new Moody("bad")));
    assertThatThrownBy(() -> Wire.bytes(codec, inOptional))
        .hasMessageStartingWith("cannot encode Moods.last.text: ");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void anElementOfAWrongClassIsAnErrorWithItsPath() {
    List<Positive> polluted = new ArrayList<>((List) List.of("not a Positive"));
    assertThatThrownBy(() -> Wire.bytes(Codecs.of(Holder.class), new Holder("h", polluted)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("cannot encode Holder.positives[0]: ")
        .hasRootCauseInstanceOf(ClassCastException.class);
  }

  private record Unsupported(long id, java.net.Socket socket) {}

  private record UnsupportedInside(List<Unsupported> list) {}

  private record Raw(@SuppressWarnings("rawtypes") List list) {}

  private record AnyObject(Object value) {}

  @Test
  void aComponentThatCannotBeSentIsNamed() {
    assertThatThrownBy(() -> Codecs.record(UnsupportedInside.class))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(
            "a record's component is of a type that cannot be sent: record "
                + Unsupported.class.getTypeName()
                + "; component socket, type java.net.Socket. Use primitives and their boxes");
    assertThatThrownBy(() -> Codecs.record(Raw.class))
        .hasMessageContaining("component list, type java.util.List.");
    assertThatThrownBy(() -> Codecs.record(AnyObject.class))
        .hasMessageContaining("component value, type java.lang.Object.");
    assertThatThrownBy(() -> Codecs.record(Pair.class))
        .hasMessageContaining("component first, type A.");
    assertThatThrownBy(() -> Codecs.record(Wild.class))
        .hasMessageContaining("component first, type java.lang.Object");
    assertThatThrownBy(() -> Codecs.record(GrowerHolder.class))
        .hasMessageContaining("ever larger types of itself");
  }

  @Test
  @SuppressWarnings("NullOptional")
  void manyThreadsMayUseOneCodec() throws Exception {
    Codec<Everything> codec = Codecs.record(Everything.class);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 4; t++) {
      int seed = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  String text = "thread " + seed + " message " + i;
                  Everything value =
                      new Everything(
                          text,
                          null,
                          null,
                          null,
                          null,
                          null,
                          null,
                          List.of(new Line(i, text)),
                          null,
                          null,
                          null,
                          null,
                          null);
                  assertThat(Wire.roundTrip(codec, value)).isEqualTo(value);
                }
              });
      thread.setUncaughtExceptionHandler((self, e) -> failures.add(e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
