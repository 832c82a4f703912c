package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of the documentation, compiled and run. */
final class CodecExamplesTest {
  private enum Side {
    BUY,
    SELL
  }

  private record Line(String symbol, int quantity) {}

  private record Order(long id, Side side, List<Line> lines, Instant at) {}

  private record Price(String currency, long cents) {}

  /** The example of {@link Codec}. */
  private static final class PriceCodec implements Codec<Price> {
    @Override
    public void encode(Price value, Sink sink) {
      sink.writeString(value.currency());
      sink.writeLong(value.cents());
    }

    @Override
    public Price decode(Source source) {
      String currency = source.readString();
      return new Price(currency, source.readLong());
    }

    @Override
    public String schema() {
      return "Price(currency:String, cents:long)";
    }
  }

  private static <E> E sentAndReceived(Codec<E> codec, E value) {
    Sink sink = new Sink(); // one per thread
    sink.reset();
    codec.encode(value, sink);

    Source source = new Source(); // one per thread
    source.reset(sink.array(), 0, sink.size());
    E received = codec.decode(source);
    source.requireEnd();
    return received;
  }

  @Test
  void aRecordNeedsNothing() {
    Codec<Order> codec = Codecs.of(Order.class);
    Order order = new Order(7, Side.BUY, List.of(new Line("ACME", 100)), Instant.EPOCH);

    assertThat(sentAndReceived(codec, order)).isEqualTo(order);
    assertThat(codec.schema())
        .isEqualTo(
            "record Order(id:long, side:Side, lines:List<Line>, at:Instant); enum Side(BUY, SELL);"
                + " record Line(symbol:String, quantity:int)");
  }

  @Test
  void codecsAreCombined() {
    Codec<Map<String, List<Line>>> codec =
        Codecs.map(Codecs.string(), Codecs.list(Codecs.of(Line.class)));
    Map<String, List<Line>> lines = Map.of("today", List.of(new Line("ACME", 1)));

    assertThat(sentAndReceived(codec, lines)).isEqualTo(lines);
    assertThat(codec.schema())
        .isEqualTo("Map<String, List<Line>>; record Line(symbol:String, quantity:int)");
  }

  @Test
  void anOwnCodec() {
    Price price = new Price("EUR", 995);
    assertThat(sentAndReceived(new PriceCodec(), price)).isEqualTo(price);
    assertThat(sentAndReceived(Codecs.list(new PriceCodec()), List.of(price)))
        .containsExactly(price);
  }

  /** Two versions of a record are two schemas; their texts say what differs. */
  @Test
  void aSchemaIsComparedByItsFingerprint() {
    String mine = "record Line(symbol:String, quantity:int)";
    String theirs = "record Line(symbol:String, quantity:long)";
    assertThat(Codecs.of(Line.class).schema()).isEqualTo(mine);
    assertThat(Schema.fingerprint(mine)).isNotEqualTo(Schema.fingerprint(theirs));
  }
}
