package io.tandem.ipc.cli.demo;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gets one answer for every name out of workers of which any may be killed at any moment.
 *
 * <h2>Why no name is lost</h2>
 *
 * <p>The queues deliver at most once: a worker that is killed between taking a name and putting its
 * answer takes that name with it. A worker holds at most one name. So, with D the number of workers
 * that have died since names were last sent again:
 *
 * <ol>
 *   <li>Of the names sent, at most D are nowhere any more. Every other one without an answer is in
 *       the job queue, in the hands of a living worker, or in the answer queue: its answer comes.
 *   <li>So the number of names without an answer falls to D or below. When it has, and every name
 *       has been sent once, those few are sent again, and D is 0.
 *   <li>One of them may have been only slow. It is answered twice then, and the second answer
 *       changes nothing: results are kept by the name's number.
 * </ol>
 *
 * <p>That a worker has died is what the kernel reports to its parent. The thread that waits for
 * that report puts it into the answer queue, as one more producer. So the loop waits in one place,
 * for one kind of thing, and nothing in it has a time limit.
 *
 * <p>One thread sends and receives. It sends with {@code offer}, which never waits, so it is always
 * there to receive: full queues on both sides cannot lock each other up.
 */
final class Dispatcher {
  private static final int ANSWERS_BETWEEN_OFFERS = 256;

  /** The two queues. */
  interface Mail {
    /** Sends a name unless the queue is full. */
    boolean offer(Job job);

    /** Waits for an answer. */
    Answer take() throws InterruptedException;

    /** Takes an answer if there is one; else null. */
    Answer poll();
  }

  /** Those who look after the workers. */
  interface Crew {
    /** A worker is attached. */
    void ready(int worker);

    /** A worker's process has ended. At most one name went with it. */
    void ended(int worker);

    /** A worker has answered, the {@code answered}th of {@code total}. */
    void answered(int worker, int answered, int total);

    /** Whether every worker that should be there is attached. */
    boolean isComplete();
  }

  private final Mail mail;
  private final Crew crew;
  private final Queue<Integer> again = new ArrayDeque<>();

  private Round round;
  private Results results;
  private int next;
  private int deaths;
  private int sentAgain;

  Dispatcher(Mail mail, Crew crew) {
    this.mail = mail;
    this.crew = crew;
  }

  /** Waits until every worker is attached. */
  void awaitCrew() throws InterruptedException {
    while (!crew.isComplete()) {
      handle(mail.take());
    }
  }

  /** Sends all names and waits for all answers. */
  Results run(Round round) throws InterruptedException {
    this.round = round;
    this.results = new Results(round.size());
    this.next = 0;
    again.clear();
    while (results.unanswered() > 0) {
      sendWhatFits();
      handle(mail.take());
      for (int i = 0; i < ANSWERS_BETWEEN_OFFERS; i++) {
        Answer answer = mail.poll();
        if (answer == null) {
          break;
        }
        handle(answer);
      }
      sendAgainWhatIsLost();
    }
    return results;
  }

  /** How often a name has been sent a second time, in all rounds. */
  int sentAgain() {
    return sentAgain;
  }

  private void sendWhatFits() {
    while (!again.isEmpty() && mail.offer(round.job(again.peek()))) {
      again.remove();
    }
    while (next < round.size() && mail.offer(round.job(next))) {
      next++;
    }
  }

  private void handle(Answer answer) {
    if (answer instanceof Answer.Done done) {
      keep(done);
    } else if (answer instanceof Answer.Ended) {
      deaths++;
      crew.ended(answer.worker());
    } else {
      crew.ready(answer.worker());
    }
  }

  private void keep(Answer.Done answer) {
    boolean ofThisRound = round != null && answer.round() == round.number();
    if (ofThisRound && results.keep(answer.number(), answer.fingerprint())) {
      crew.answered(answer.worker(), results.answered(), results.size());
    }
  }

  private void sendAgainWhatIsLost() {
    if (deaths == 0 || next < round.size() || results.unanswered() > deaths) {
      return;
    }
    deaths = 0;
    // Those still waiting to be sent again are without an answer too, so they come in once more.
    again.clear();
    for (int i = 0; i < round.size(); i++) {
      if (!results.has(i)) {
        again.add(i);
      }
    }
    sentAgain += again.size();
  }
}
