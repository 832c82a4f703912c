package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.EndTakenException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildJvm;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is done to one end of a pipe. The survivor has the other end. */
final class PipeScenario extends AccessScenario {
  private enum Context {
    EMPTY,
    SOME,
    FULL
  }

  private enum Operation {
    SEND("send", true, EnumSet.allOf(Context.class)),
    RECEIVE("receive", false, EnumSet.allOf(Context.class)),
    CLOSE_WRITER("close the writer", true, EnumSet.of(Context.EMPTY, Context.SOME)),
    CLOSE_READER("close the reader", false, EnumSet.of(Context.SOME)),
    OPEN_WRITER("open the writer", true, EnumSet.of(Context.EMPTY)),
    OPEN_READER("open the reader", false, EnumSet.of(Context.SOME));

    private final String title;
    private final boolean atWriter;
    private final Set<Context> contexts;

    Operation(String title, boolean atWriter, Set<Context> contexts) {
      this.title = title;
      this.atWriter = atWriter;
      this.contexts = contexts;
    }

    boolean opens() {
      return this == OPEN_WRITER || this == OPEN_READER;
    }
  }

  /** A writer that goes on sending learns of its reader's end within so many elements. */
  private static final int SENDS = 200;

  private static final int CAPACITY = 4;
  private static final long ONE = Structure.LARGE | 1000;

  private final Operation operation;
  private final Context context;
  private final List<Long> sent = new ArrayList<>();
  private final List<Long> received = new ArrayList<>();
  private Place place;
  private PipeWriter<String> writer;
  private PipeReader<String> reader;

  private PipeScenario(Operation operation, Context context) {
    super("pipe: " + operation.title, context.name().toLowerCase(Locale.ROOT));
    this.operation = operation;
    this.context = context;
  }

  static List<Supplier<AccessScenario>> all() {
    List<Supplier<AccessScenario>> all = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Context context : operation.contexts) {
        all.add(() -> new PipeScenario(operation, context));
      }
    }
    return all;
  }

  private static SharedPipe<String> pipe() {
    return SharedPipe.of(Codecs.string()).capacity(CAPACITY).elementBytes(16);
  }

  private PipeWriter<String> openWriter() {
    return pipe().openWriter(place.domain(), place.object());
  }

  private PipeReader<String> openReader() {
    return pipe().openReader(place.domain(), place.object());
  }

  @Override
  void prepare(Place at) throws IOException {
    place = at;
    if (operation.atWriter) {
      reader = openReader();
    } else {
      writer = openWriter();
      sendSome();
    }
  }

  /** As many as the context says, from whoever has the writing end. */
  private void sendSome() throws IOException {
    int most =
        switch (context) {
          case EMPTY -> 0;
          case SOME -> 2;
          case FULL -> Integer.MAX_VALUE;
        };
    for (long i = 1; i <= most && writer.trySend(Structure.text(i)); i++) {
      sent.add(i);
    }
  }

  @Override
  String enter(Place at, boolean isFirst) throws IOException {
    place = at;
    if (!operation.opens() && operation.atWriter) {
      writer = openWriter();
      sendSome();
    } else if (!operation.opens()) {
      reader = openReader();
    }
    return Integer.toString(sent.size());
  }

  @Override
  void entered(String said) {
    for (long i = 1; operation.atWriter && i <= Integer.parseInt(said); i++) {
      sent.add(i);
    }
  }

  @Override
  String act(boolean isFirst) throws IOException {
    switch (operation) {
      case SEND -> {
        return String.valueOf(writer.trySend(Structure.text(ONE)));
      }
      case RECEIVE -> {
        String element = reader.tryReceive();
        return element == null ? "-" : Long.toString(Structure.element(element));
      }
      case CLOSE_WRITER -> writer.close();
      case CLOSE_READER -> reader.close();
      case OPEN_WRITER -> writer = openWriter();
      case OPEN_READER -> reader = openReader();
    }
    return "-";
  }

  @Override
  void leave() {
    if (operation.atWriter) {
      writer.close();
    } else {
      reader.close();
    }
  }

  @Override
  void beside() throws Exception {
    if (operation == Operation.SEND) {
      while (received.size() < sent.size()) {
        receive();
      }
      String next = reader.tryReceive(); // no end: the writer is alive
      if (next != null) {
        received.add(Structure.element(next));
      }
    } else if (operation == Operation.RECEIVE) {
      long next = sent.size() + 1L;
      if (writer.trySend(Structure.text(next))) {
        sent.add(next);
      }
    }
  }

  private void receive() throws Exception {
    String element = reader.receive(ChildJvm.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(element).as("received nothing, and no end either").isNotNull();
    received.add(Structure.element(element));
  }

  @Override
  void check(String result) throws Exception {
    if (operation.opens() && result == null) {
      checkHalfOpened();
    }
    if (operation.atWriter) {
      checkReader(result);
      reader.close();
    } else {
      checkWriter(result);
      writer.close();
    }
    place.domain().unlink(place.object());
  }

  /** The end is taken, by somebody dead, or it is free. */
  private void checkHalfOpened() {
    try {
      if (operation.atWriter) {
        openWriter().close();
      } else {
        openReader().close();
      }
    } catch (EndTakenException e) {
      assertThat(e).hasMessageContaining("has been opened before");
    }
  }

  /** Everything comes, then the end. */
  private void checkReader(String result) throws Exception {
    boolean ended = false;
    while (!ended) {
      try {
        receive();
      } catch (EOFException e) {
        ended = true;
      }
    }
    List<Long> expected = new ArrayList<>(sent);
    boolean mayBeThere = operation == Operation.SEND && !"false".equals(result);
    if (mayBeThere && (result != null || received.contains(ONE))) {
      expected.add(ONE);
    }
    assertThat(received).isEqualTo(expected);
  }

  /** Sending fails before long; what the victim has received was the oldest. */
  private void checkWriter(String result) throws Exception {
    if (operation == Operation.RECEIVE && result != null) {
      assertThat(result).isIn(context == Context.EMPTY ? "-" : "1", sent.isEmpty() ? "-" : "1");
    }
    int sends = 0;
    boolean broken = false;
    while (!broken && sends++ < SENDS) {
      try {
        assertThat(writer.send("0", ChildJvm.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (BrokenPipeException e) {
        broken = true;
      }
    }
    assertThat(broken).as("told that nobody reads").isTrue();
  }
}
