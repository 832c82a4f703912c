package io.tandem.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.ipc.Domain;
import io.tandem.ipc.EndTakenException;
import io.tandem.ipc.ObjectMissingException;
import io.tandem.ipc.codec.Codecs;
import io.tandem.ipc.testkit.ChildBody;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildJvms;
import io.tandem.ipc.testkit.ChildLink;
import io.tandem.ipc.testkit.TempDomain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ends of pipes are sent to the processes that are to have them. */
class PipeEndTest {
  record Line(int number, String text) {}

  record Job(String file, PipeEnd<PipeWriter<Line>> lines) {}

  record Call(PipeEnd<Connection<String>> talk) {}

  /** A task that has captured an end. */
  interface Task extends Serializable {
    void run() throws Exception;
  }

  @RegisterExtension final TempDomain temporary = new TempDomain();
  @RegisterExtension final ChildJvms children = new ChildJvms();

  private final List<ChildJvm> started = new ArrayList<>();
  private Domain domain;

  @BeforeEach
  void open() {
    domain = temporary.open();
  }

  @AfterEach
  void close() {
    started.forEach(ChildJvm::close);
    domain.close();
  }

  private ChildJvm start(ChildBody body) {
    ChildJvm child = children.start(body, temporary.directory().toString());
    started.add(child);
    return child;
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

  private SharedQueue<Job> jobs() {
    return SharedQueue.of(Job.class).openOrCreate(domain, "jobs");
  }

  private PipeReader<Line> lines() {
    return SharedPipe.of(Line.class).openReader(domain, "lines");
  }

  private static Line receive(PipeReader<Line> in) throws InterruptedException, EOFException {
    return in.receive(1, TimeUnit.MINUTES);
  }

  @Test
  void whoHasTakenTheJobWritesIntoThePipeThatCameWithIt() throws Exception {
    PipeReader<Line> in = lines();
    jobs().put(new Job("access.log", in.other()));
    ChildJvm worker = start(PipeEndTest::writeThree);
    for (int i = 0; i < 3; i++) {
      assertThat(receive(in)).as(worker::stderr).isEqualTo(new Line(i, "access.log"));
    }
    assertThatThrownBy(() -> receive(in)).isInstanceOf(EOFException.class);
    worker.expect("one handle of the domain left");
    worker.send("end");
    worker.expectExit(0);
  }

  private static void writeThree(ChildLink link) throws Exception {
    Path directory = Path.of(link.argument(0));
    Job job = takeJob(directory);
    PipeWriter<Line> out = job.lines().open();
    for (int i = 0; i < 3; i++) {
      out.send(new Line(i, job.file()));
    }
    out.close();
    // This process is in the domain by its end only, and has left it.
    try (Domain again = Domain.open(directory)) {
      link.send(
          again.participants().size() == 2
              ? "one handle of the domain left"
              : "participants " + again.participants());
    }
    link.receive();
  }

  private static Job takeJob(Path directory) throws InterruptedException {
    try (Domain domain = Domain.open(directory);
        SharedQueue<Job> jobs = SharedQueue.of(Job.class).open(domain, "jobs")) {
      return jobs.take();
    }
  }

  @Test
  void theOtherEndOfAConnectionTalksBack() throws Exception {
    SharedQueue<Call> calls = SharedQueue.of(Call.class).create(domain, "calls");
    ChildJvm server = start(PipeEndTest::answer);
    for (int i = 0; i < 3; i++) {
      try (Connection<String> mine = Connection.of(String.class).create(domain, "call-" + i)) {
        calls.put(new Call(mine.other()));
        mine.send("question " + i);
        assertThat(mine.receive(1, TimeUnit.MINUTES))
            .as(server::stderr)
            .isEqualTo("answer to question " + i);
        assertThatThrownBy(() -> mine.receive(1, TimeUnit.MINUTES))
            .isInstanceOf(EOFException.class);
      }
    }
  }

  private static void answer(ChildLink link) throws Exception {
    Domain domain = Domain.open(Path.of(link.argument(0)));
    SharedQueue<Call> calls = SharedQueue.of(Call.class).open(domain, "calls");
    while (true) {
      try (Connection<String> talk = calls.take().talk().open()) {
        talk.send("answer to " + talk.receive());
      }
    }
  }

  @Test
  void lookingAtAMessageTakesNoEnd() throws Exception {
    PipeReader<Line> in = lines();
    SharedQueue<Job> jobs = jobs();
    jobs.put(new Job("a", in.other()));
    assertThat(jobs.peek()).isEqualTo(new Job("a", in.other()));
    assertThat(jobs).containsExactly(new Job("a", in.other()));
    Job job = jobs.take();
    try (PipeWriter<Line> out = job.lines().open()) {
      out.send(new Line(1, "x"));
      assertThat(receive(in)).isEqualTo(new Line(1, "x"));
      assertThatThrownBy(job.lines()::open)
          .isInstanceOf(EndTakenException.class)
          .hasMessageContaining("the first end has been opened before: pipe 'lines'")
          .hasMessageContaining("An end is opened once");
    }
    assertThatThrownBy(job.lines()::open)
        .isInstanceOf(EndTakenException.class)
        .hasMessageContaining("now closed");
  }

  @Test
  void eachEndGivesTheOther() throws Exception {
    PipeWriter<Line> out = SharedPipe.of(Line.class).openWriter(domain, "pipe");
    PipeEnd<PipeReader<Line>> reader = read(write(out.other()));
    assertThat(reader).isEqualTo(out.other()).hasSameHashCodeAs(out.other());
    assertThat(reader.name()).isEqualTo("pipe");
    assertThat(reader).hasToString("reader of pipe 'pipe' in " + domain.directory());
    out.send(new Line(1, "one"));
    try (PipeReader<Line> in = reader.open()) {
      assertThat(receive(in)).isEqualTo(new Line(1, "one"));
      assertThat(in.other()).isNotEqualTo(reader);
      assertThatThrownBy(in.other()::open).isInstanceOf(EndTakenException.class);
    }
    Connection<String> first = Connection.of(String.class).create(domain, "talk");
    try (Connection<String> second = first.other().open()) {
      assertThat(second.other()).isNotEqualTo(first.other());
      second.send("hello");
      assertThat(first.receive(1, TimeUnit.MINUTES)).isEqualTo("hello");
    }
  }

  @Test
  void aTaskThatHasCapturedAnEndHasItThere() throws Exception {
    PipeReader<Line> in = lines();
    PipeEnd<PipeWriter<Line>> end = in.other();
    Task task =
        () -> {
          try (PipeWriter<Line> out = end.open()) {
            out.send(new Line(7, "from the task"));
          }
        };
    PipeEndTest.<Task>read(write(task)).run();
    assertThat(receive(in)).isEqualTo(new Line(7, "from the task"));
  }

  @Test
  void anEndThatIsOpenDoesNotTravel() {
    PipeReader<Line> in = lines();
    assertThatThrownBy(() -> write(in))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage(
            "io.tandem.ipc.queue.PipeReader: an end belongs to the process that has opened it: pipe"
                + " 'lines' in domain '%s'. Send what other() gives, and have it opened there.",
            domain.name());
    in.close();
    assertThatThrownBy(in::other)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the pipe has been closed by this process: pipe 'lines'");
  }

  @Test
  void anotherPipeOfThatNameIsLeftAlone() throws Exception {
    PipeEnd<PipeWriter<Line>> end = lines().other();
    domain.unlink("lines");
    assertThatThrownBy(end::open).isInstanceOf(ObjectMissingException.class);
    long made = System.currentTimeMillis();
    while (System.currentTimeMillis() <= made) {
      Thread.onSpinWait(); // the next millisecond is another
    }
    PipeReader<Line> in = lines();
    assertThatThrownBy(end::open)
        .isInstanceOf(ObjectMissingException.class)
        .hasMessage(
            "the object of a handle that was read is gone, and another has its name [%s]. Have the"
                + " handle sent while its object exists.",
            in.file());
    try (PipeWriter<Line> out = SharedPipe.of(Line.class).openWriter(domain, "lines")) {
      out.send(new Line(1, "x"));
    }
    assertThat(receive(in)).isEqualTo(new Line(1, "x"));
  }

  @Test
  void aDomainThatIsGoneIsNotMadeAnew() {
    PipeEnd<PipeWriter<Line>> end = lines().other();
    Path directory = domain.directory();
    domain.close();
    assertThatThrownBy(end::open)
        .isInstanceOf(ObjectMissingException.class)
        .hasMessageStartingWith("the domain of a handle that was read is gone [" + directory);
    assertThat(directory).doesNotExist();
  }

  @Test
  void anOwnCodecTravelsIfItIsSerializable() throws Exception {
    PipeReader<Boolean> bits =
        SharedPipe.of(SerializedHandleTest.Bit.CODEC).openReader(domain, "bits");
    try (PipeWriter<Boolean> out =
        PipeEndTest.<PipeEnd<PipeWriter<Boolean>>>read(write(bits.other())).open()) {
      out.send(true);
    }
    assertThat(bits.receive(1, TimeUnit.MINUTES)).isTrue();
    PipeReader<String> words = SharedPipe.of(Codecs.string()).openReader(domain, "words");
    assertThatThrownBy(() -> write(words.other())).isInstanceOf(NotSerializableException.class);
  }

  @Test
  void whoIsKilledBeforeItOpensTheEndLeavesItFree() throws Exception {
    PipeReader<Line> in = lines();
    SharedQueue<Job> jobs = jobs();
    jobs.put(new Job("first", in.other()));
    ChildJvm idle = start(PipeEndTest::takeAndWait);
    idle.expect("taken");
    idle.kill();
    assertThat(in.tryReceive()).as("not the end").isNull();
    jobs.put(new Job("second", in.other()));
    start(PipeEndTest::writeThree);
    for (int i = 0; i < 3; i++) {
      assertThat(receive(in)).isEqualTo(new Line(i, "second"));
    }
    assertThatThrownBy(() -> receive(in)).isInstanceOf(EOFException.class);
  }

  private static void takeAndWait(ChildLink link) throws Exception {
    takeJob(Path.of(link.argument(0)));
    link.send("taken");
    link.receive();
  }

  @Test
  void whoIsKilledWithTheEndOpenHasClosedIt() throws Exception {
    PipeReader<Line> in = lines();
    jobs().put(new Job("job", in.other()));
    ChildJvm worker = start(PipeEndTest::writeForEver);
    assertThat(receive(in)).as(worker::stderr).isEqualTo(new Line(0, "job"));
    worker.kill();
    assertThatThrownBy(
            () -> {
              int next = 1;
              while (true) {
                assertThat(receive(in)).isEqualTo(new Line(next++, "job"));
              }
            })
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("the other end's process is dead, process " + worker.pid());
  }

  private static void writeForEver(ChildLink link) throws Exception {
    Job job = takeJob(Path.of(link.argument(0)));
    PipeWriter<Line> out = job.lines().open();
    for (int i = 0; ; i++) {
      out.send(new Line(i, job.file()));
    }
  }
}
