package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.ProducerLimitException;
import io.tandem.ipc.codec.Codecs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is done to a latest value. */
final class LatestScenario extends AccessScenario {
  private enum Context {
    /** No value was ever set. */
    FRESH,
    /** Somebody else was the writer before. */
    LEFT,
    /** The victim is the writer already, or somebody else is, where it only reads. */
    SET
  }

  private enum Operation {
    SET("set", true, EnumSet.allOf(Context.class)),
    GET("get", false, EnumSet.of(Context.FRESH, Context.SET)),
    AWAIT("wait for a newer one", false, EnumSet.of(Context.SET)),
    CLOSE("close the writer", true, EnumSet.of(Context.SET)),
    OPEN("open and close", false, EnumSet.of(Context.SET));

    private final String title;
    private final boolean byWriter;
    private final Set<Context> contexts;

    Operation(String title, boolean byWriter, Set<Context> contexts) {
      this.title = title;
      this.byWriter = byWriter;
      this.contexts = contexts;
    }
  }

  private static final int MAX_BYTES = 200;
  private static final long FIRST = 1;
  private static final long SECOND = 2 | Structure.LARGE;
  private static final long THIRD = 3;

  private final Operation operation;
  private final Context context;
  private Place place;
  private LatestValue<String> value;

  private LatestScenario(Operation operation, Context context) {
    super("latest value: " + operation.title, context.name().toLowerCase(Locale.ROOT));
    this.operation = operation;
    this.context = context;
  }

  static List<Supplier<AccessScenario>> all() {
    List<Supplier<AccessScenario>> all = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Context context : operation.contexts) {
        all.add(() -> new LatestScenario(operation, context));
      }
    }
    return all;
  }

  private LatestValue<String> open() {
    return LatestValue.of(Codecs.string()).open(place.domain(), place.object());
  }

  private static void set(LatestValue<String> to, long element) {
    to.set(Structure.text(element));
  }

  /** Fails if what is read is parts of two. */
  private static long get(LatestValue<String> from) {
    String text = from.get();
    return text == null ? 0 : Structure.element(text);
  }

  @Override
  void prepare(Place at) {
    place = at;
    value =
        LatestValue.of(Codecs.string())
            .valueBytes(MAX_BYTES)
            .create(place.domain(), place.object());
    boolean byOther = context == Context.SET && !operation.byWriter;
    if (context == Context.LEFT || byOther) {
      set(value, FIRST);
    }
    if (!byOther) {
      value.close();
      value = open();
    }
  }

  @Override
  String enter(Place at, boolean isFirst) {
    place = at;
    value = open();
    if (context == Context.SET && operation.byWriter) {
      set(value, FIRST);
    }
    return "-";
  }

  @Override
  String act(boolean isFirst) throws Exception {
    switch (operation) {
      case SET -> set(value, SECOND);
      case GET -> {
        return Long.toString(get(value));
      }
      case AWAIT -> value.awaitNewer(value.version(), 1, TimeUnit.MILLISECONDS);
      case CLOSE -> value.close();
      case OPEN -> open().close();
    }
    return "-";
  }

  @Override
  void leave() {
    value.close();
  }

  private long old() {
    return context == Context.FRESH ? 0 : FIRST;
  }

  @Override
  void beside() {
    assertThat(get(value)).isIn(old(), operation == Operation.SET ? SECOND : old());
    if (operation == Operation.SET && context == Context.SET) {
      assertThatThrownBy(() -> set(value, THIRD))
          .isInstanceOf(ProducerLimitException.class)
          .hasMessageContaining("the value has a writer that is alive");
    }
  }

  @Override
  void check(String result) {
    long now = get(value);
    long version = value.version();
    if (operation == Operation.SET) {
      assertThat(now).isIn(result == null ? old() : SECOND, SECOND);
    } else {
      assertThat(now).isEqualTo(old());
    }
    if (operation == Operation.GET && result != null) {
      assertThat(result).isEqualTo(Long.toString(old()));
    }
    set(value, THIRD); // there is no writer, or it is this process
    assertThat(get(value)).isEqualTo(THIRD);
    assertThat(value.version()).isGreaterThan(version);
    value.close();
    place.domain().unlink(place.object());
  }
}
