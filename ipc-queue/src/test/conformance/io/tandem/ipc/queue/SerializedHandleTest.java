package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Domain;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.SharedObject;
import io.tandem.ipc.codec.Codec;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.codec.Sink;
import io.tandem.ipc.codec.Source;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handles are serialized, and read in the same and in another process. */
class SerializedHandleTest {
  record Answer(int sum) {}

  record Question(int a, int b, SharedQueue<Answer> replyTo) {}

  /** A task that has captured a queue. */
  interface Task extends Serializable {
    void run() throws Exception;
  }

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    domain.close();
  }

  private static byte[] write(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static <T> T read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (T) in.readObject();
    }
  }

  @Test
  void whoeverIsAskedAnswersIntoTheQueueThatCameWithTheQuestion() throws Exception {
    ChildJvm adder = children.start(SerializedHandleTest::add, domain.directory().toString());
    adder.expect("ready");
    SharedQueue<Question> questions = SharedQueue.of(Question.class).open(domain, "questions");
    SharedQueue<Answer> answers = SharedQueue.of(Answer.class).create(domain, "answers");
    for (int i = 0; i < 100; i++) {
      questions.put(new Question(i, 7, answers));
      assertThat(answers.poll(30, TimeUnit.SECONDS)).as(adder::stderr).isEqualTo(new Answer(i + 7));
    }
    adder.send("end");
    adder.expect("one handle");
    adder.expectExit(0);
  }

  static void add(ChildLink link) throws Exception {
    try (Domain domain = Domain.open(Path.of(link.argument(0)))) {
      SharedQueue<Question> questions = SharedQueue.of(Question.class).create(domain, "questions");
      link.send("ready");
      SharedQueue<Answer> first = null;
      boolean one = true;
      for (int i = 0; i < 100; i++) {
        Question question = questions.take();
        question.replyTo().put(new Answer(question.a() + question.b()));
        first = first == null ? question.replyTo() : first;
        one &= first == question.replyTo();
      }
      link.receive();
      link.send(one ? "one handle" : "several handles");
    }
  }

  @Test
  void aQueueTravelsThroughAQueueOfQueues() throws Exception {
    SharedQueue<SharedQueue<Answer>> queues =
        SharedQueue.of(SerializedHandleTest.<SharedQueue<Answer>>queues()).create(domain, "queues");
    SharedQueue<Answer> answers = SharedQueue.of(Answer.class).create(domain, "answers");
    queues.put(answers);
    try (SharedQueue<Answer> arrived = queues.take()) {
      arrived.put(new Answer(1));
      assertThat(arrived).isNotSameAs(answers);
    }
    assertThat(answers.take()).isEqualTo(new Answer(1));
  }

  @SuppressWarnings("unchecked")
  private static <Q> Codec<Q> queues() {
    return (Codec<Q>) Codecs.serializable(SharedQueue.class, Answer.class);
  }

  @Test
  void aTaskThatHasCapturedAHandleHasItThere() throws Exception {
    SharedQueue<String> words = SharedQueue.of(String.class).create(domain, "words");
    Task task = () -> words.put("hello");
    SerializedHandleTest.<Task>read(write(task)).run();
    assertThat(words.take()).isEqualTo("hello");
    SharedQueue<String> captured = read(write(words)); // the one that the task had
    captured.close();
  }

  @Test
  void everyKindOfHandleIsReadAsOneOfTheSameObject() throws Exception {
    LeaseQueue<String> tasks = LeaseQueue.of(String.class).maxDeliveries(2).create(domain, "tasks");
    LatestValue<String> value = LatestValue.of(String.class).create(domain, "value");
    Topic<String> topic = Topic.of(String.class).capacity(7).lossy().create(domain, "topic");
    Lane lane = Lane.builder().create(domain, "lane");
    value.set("newest");
    try (LeaseQueue<String> tasksRead = read(write(tasks));
        LatestValue<String> valueRead = read(write(value));
        Topic<String> topicRead = read(write(topic));
        TopicReader<String> reader = topic.reader(Start.newest());
        Lane laneRead = read(write(lane))) {
      tasksRead.put("task");
      try (Lease<String> lease = tasks.take()) {
        assertThat(lease.value()).isEqualTo("task");
      }
      assertThat(valueRead.get()).isEqualTo("newest");
      assertThat(topicRead.capacity()).isEqualTo(7);
      topicRead.publish("message");
      assertThat(reader.take()).isEqualTo("message");
      assertThat(laneRead.file()).isEqualTo(lane.file());
    }
  }

  @Test
  void aHandleIsReadOnceAndAgainWhenItHasBeenClosed() throws Exception {
    SharedQueue<String> queue = SharedQueue.of(String.class).create(domain, "queue");
    byte[] bytes = write(queue);
    SharedQueue<String> first = read(bytes);
    assertThat(SerializedHandleTest.<Object>read(bytes)).isSameAs(first);
    assertThat(SerializedHandleTest.<Object>read(write(first))).isSameAs(first);
    first.close();
    try (SharedQueue<String> second = read(bytes)) {
      assertThat(second).isNotSameAs(first);
      second.put("a");
    }
    assertThat(queue.take()).isEqualTo("a");
  }

  @Test
  void aProcessLeavesTheDomainWithTheLastHandleThatItHasRead() throws Exception {
    SharedQueue<String> queue = SharedQueue.of(String.class).create(domain, "queue");
    ChildJvm reader = children.start(SerializedHandleTest::readAndClose);
    StringBuilder digits = new StringBuilder();
    for (byte each : write(queue)) {
      digits.append(String.format("%02x", each));
    }
    reader.send(digits);
    reader.expect("read");
    assertThat(domain.participants()).hasSize(2);
    reader.send("close");
    reader.expect("closed");
    assertThat(domain.participants()).hasSize(1);
    reader.send("end");
    reader.expectExit(0);
  }

  static void readAndClose(ChildLink link) throws Exception {
    String digits = link.receive();
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, i * 2, i * 2 + 2, 16);
    }
    SharedObject handle = read(bytes);
    link.send("read");
    link.receive();
    handle.close();
    link.send("closed");
    link.receive();
  }

  @Test
  void anObjectThatIsGoneIsMissingAlsoIfAnotherHasItsName() throws Exception {
    byte[] bytes = write(SharedQueue.of(String.class).create(domain, "queue"));
    domain.unlink("queue");
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(ObjectMissingException.class);
    try (Domain other = Domain.open(domain.directory())) {
      long made = System.currentTimeMillis();
      while (System.currentTimeMillis() <= made) {
        Thread.onSpinWait(); // the next millisecond is another
      }
      SharedQueue.of(String.class).create(other, "queue");
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(ObjectMissingException.class)
          .hasMessage(
              "the object of a handle that was read is gone, and another has its name ["
                  + domain.path("queue")
                  + "]. Have the handle sent while its object exists.");
    }
  }

  @Test
  void aDomainThatIsGoneIsNotMadeAnew() throws Exception {
    byte[] bytes = write(SharedQueue.of(String.class).create(domain, "queue"));
    Path directory = domain.directory();
    domain.close();
    assertThat(directory).doesNotExist();
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ObjectMissingException.class)
        .hasMessage(
            "the domain of a handle that was read is gone ["
                + directory
                + "]. Have the handle sent while its object exists.");
    assertThat(directory).doesNotExist();
  }

  /** An own codec that can travel. */
  enum Bit implements Codec<Boolean> {
    CODEC;

    @Override
    public void encode(Boolean value, Sink sink) {
      sink.writeByte(value ? 1 : 0);
    }

    @Override
    public Boolean decode(Source source) {
      return source.readByte() == 1;
    }

    @Override
    public String schema() {
      return "bit";
    }
  }

  @Test
  void anOwnCodecTravelsIfItIsSerializable() throws Exception {
    SharedQueue<Boolean> bits = SharedQueue.of(Bit.CODEC).create(domain, "bits");
    try (SharedQueue<Boolean> read = read(write(bits))) {
      read.put(true);
    }
    assertThat(bits.take()).isTrue();
    SharedQueue<String> words = SharedQueue.of(Codecs.string()).create(domain, "words");
    assertThatThrownBy(() -> write(words))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageEndingWith(
            ", the codec of a shared object whose handle is serialized; let it implement"
                + " Serializable, or make the object with a class instead of a codec");
  }

  @Test
  void aClosedHandleDoesNotTravel() {
    SharedQueue<String> queue = SharedQueue.of(String.class).create(domain, "queue");
    queue.close();
    assertThatThrownBy(() -> write(queue))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the queue has been closed by this process: queue 'queue'");
  }

  @Test
  void anElementClassThatIsNotListedIsRefused() {
    SharedQueue<SharedQueue<Answer>> queues =
        SharedQueue.of(SerializedHandleTest.<SharedQueue<Answer>>onlyQueues())
            .create(domain, "queues");
    SharedQueue<Answer> answers = SharedQueue.of(Answer.class).create(domain, "answers");
    assertThatThrownBy(() -> queues.put(answers))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("class " + Answer.class.getTypeName());
  }

  @SuppressWarnings("unchecked")
  private static <Q> Codec<Q> onlyQueues() {
    return (Codec<Q>) Codecs.serializable(SharedQueue.class);
  }
}
