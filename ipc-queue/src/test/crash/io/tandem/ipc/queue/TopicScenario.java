package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.codec.Codecs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** What is done to a topic. The survivor has a reader that reads along. */
final class TopicScenario extends AccessScenario {
  private enum Context {
    FRESH,
    SOME,
    /** As many messages as the topic keeps, and a reader that has not read them. */
    FULL,
    /** Every place in the ring has been used. */
    WRAPPED
  }

  private enum Operation {
    PUBLISH("publish", EnumSet.allOf(Context.class)),
    POLL("poll", EnumSet.of(Context.FRESH, Context.SOME, Context.FULL)),
    OPEN_READER("open a reader", EnumSet.of(Context.SOME)),
    CLOSE_READER("close a reader", EnumSet.of(Context.SOME)),
    CLOSE("close", EnumSet.of(Context.SOME));

    private final String title;
    private final Set<Context> contexts;

    Operation(String title, Set<Context> contexts) {
      this.title = title;
      this.contexts = contexts;
    }

    /** Whether the victim has a reader before. */
    boolean hasReader() {
      return this == POLL || this == CLOSE_READER;
    }
  }

  private static final int OTHER = 1;
  private static final int LATER = 4;
  private static final long ONE = ElementsScenario.victims(1) | Structure.LARGE;
  private static final int CAPACITY = 3;
  private static final int READERS = 2;

  private final boolean lossy;
  private final Operation operation;
  private final Context context;
  private final List<Long> published = new ArrayList<>();
  private final List<Long> read = new ArrayList<>();
  private Place place;
  private Topic<String> topic;
  private TopicReader<String> reader;
  private int sequence;

  private TopicScenario(boolean lossy, Operation operation, Context context) {
    super(
        (lossy ? "lossy" : "reliable") + " topic: " + operation.title,
        context.name().toLowerCase(Locale.ROOT));
    this.lossy = lossy;
    this.operation = operation;
    this.context = context;
  }

  static List<Supplier<AccessScenario>> all() {
    List<Supplier<AccessScenario>> all = new ArrayList<>();
    for (boolean lossy : new boolean[] {false, true}) {
      for (Operation operation : Operation.values()) {
        for (Context context : operation.contexts) {
          all.add(() -> new TopicScenario(lossy, operation, context));
        }
      }
    }
    return all;
  }

  private Topic<String> open() {
    return Topic.of(Codecs.string()).open(place.domain(), place.object());
  }

  @Override
  void prepare(Place at) {
    place = at;
    TopicBuilder<String> builder =
        Topic.of(Codecs.string())
            .capacity(CAPACITY)
            .messageBytes(100)
            .maxPublishers(2)
            .maxReaders(READERS);
    topic = (lossy ? builder.lossy() : builder.reliable()).create(at.domain(), at.object());
    reader = topic.reader(Start.oldest());
    if (context == Context.WRAPPED) {
      for (int i = 0; i < 2 * topic.capacity(); i++) {
        assertThat(publish(OTHER)).isTrue();
        readAll();
      }
    }
  }

  private boolean publish(int publisher) {
    long element = ElementsScenario.element(publisher, ++sequence);
    boolean done = topic.tryPublish(Structure.text(element));
    if (done) {
      published.add(element);
    }
    return done;
  }

  private void readAll() {
    for (String next = reader.poll(); next != null; next = reader.poll()) {
      read.add(Structure.element(next));
    }
  }

  @Override
  String enter(Place at, boolean isFirst) {
    place = at;
    topic = open();
    if (operation.hasReader()) {
      reader = topic.reader(Start.oldest());
    }
    return "-";
  }

  /** The victim has its reader by now, so that it has something to read. */
  @Override
  void entered(String said) {
    int most =
        switch (context) {
          case FRESH, WRAPPED -> 0;
          case SOME -> 2;
          case FULL -> topic.capacity();
        };
    for (int i = 0; i < most; i++) {
      assertThat(publish(OTHER)).isTrue();
    }
  }

  @Override
  String act(boolean isFirst) {
    switch (operation) {
      case PUBLISH -> {
        return String.valueOf(topic.tryPublish(Structure.text(ONE)));
      }
      case POLL -> {
        String next = reader.poll();
        return next == null ? "-" : Long.toString(Structure.element(next));
      }
      case OPEN_READER -> reader = topic.reader(Start.oldest());
      case CLOSE_READER -> reader.close();
      case CLOSE -> topic.close();
    }
    return "-";
  }

  @Override
  void leave() {
    topic.close();
  }

  @Override
  void beside() {
    readAll();
    boolean mayBlock = !lossy && operation != Operation.PUBLISH && operation != Operation.CLOSE;
    int room = 0;
    while (room < 2 * topic.capacity() && publish(OTHER)) {
      readAll();
      room++;
    }
    assertThat(room == 2 * topic.capacity() || mayBlock)
        .as("others publish and read, %s", room)
        .isTrue();
  }

  @Override
  void check(String result) {
    if (operation == Operation.POLL && result != null) {
      checkPolled(result);
    }
    readAll();
    checkRead(result);
    read.clear();
    published.clear();
    for (int i = 0; i < 2 * topic.capacity(); i++) {
      assertThat(publish(LATER)).as("whoever is gone holds up nobody").isTrue();
      readAll();
    }
    assertThat(read).isEqualTo(published);
    checkPlaces();
    topic.close();
    place.domain().unlink(place.object());
  }

  /** The oldest message; in a lossy topic it may be one that was published meanwhile. */
  private void checkPolled(String result) {
    if (result.equals("-")) {
      assertThat(context).isEqualTo(Context.FRESH);
    } else if (lossy) {
      assertThat(published).contains(Long.valueOf(result));
    } else {
      assertThat(result).isEqualTo(published.get(0).toString());
    }
  }

  /** Each message once, in one order, and the victim's one anywhere among those beside it. */
  private void checkRead(String result) {
    List<Long> others = new ArrayList<>(read);
    boolean came = others.remove(ONE);
    assertThat(others).isEqualTo(lost(came));
    if (result != null) {
      assertThat(came).isEqualTo(result.equals("true"));
    } else if (operation != Operation.PUBLISH) {
      assertThat(came).isFalse();
    }
  }

  /** What has been published; less the oldest, where the victim's message has taken its place. */
  private List<Long> lost(boolean came) {
    int lost = (int) reader.lost();
    assertThat(lost).as("lost").isLessThanOrEqualTo(lossy && came ? 1 : 0);
    List<Long> left = new ArrayList<>(published);
    left.subList(0, lost).clear();
    return left;
  }

  /** Another one can publish, and all other seats can be taken. */
  private void checkPlaces() {
    try (Topic<String> other = open()) {
      for (int i = 1; i < READERS; i++) {
        other.reader(Start.newest());
      }
      assertThat(other.tryPublish(Structure.text(1))).isTrue();
    }
  }
}
