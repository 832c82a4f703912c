package io.tandem.ipc.cli.soak;

import java.util.List;

/** The structures that are soaked. */
final class Subjects {
  private Subjects() {}

  /** Every structure that Tandem ships. */
  static List<Subject> shipped() {
    return List.of(
        QueueSubject.realTime(),
        QueueSubject.perProducer(),
        QueueSubject.exact(),
        new LaneSubject(),
        new CompetingLaneSubject(),
        new LeaseSubject());
  }

  /** What a worker calls a subject: a name of those above, or a class. */
  static String key(Subject subject) {
    boolean shipped = shipped().stream().anyMatch(one -> one.name().equals(subject.name()));
    return shipped ? subject.name() : subject.getClass().getName();
  }

  /** The subject with that key. */
  static Subject of(String key) {
    for (Subject subject : shipped()) {
      if (subject.name().equals(key)) {
        return subject;
      }
    }
    try {
      return Class.forName(key).asSubclass(Subject.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("there is no subject '" + key + "'", e);
    }
  }
}
