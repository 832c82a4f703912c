package io.tandem.ipc.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.os.ProcessId;
import io.tandem.ipc.testkit.ChildJvm;
import io.tandem.ipc.testkit.ChildLink;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child JVM that takes part in domains as the test tells it. */
final class DomainChild implements Steps {
  private final ChildLink link;
  private final List<Domain> domains = new ArrayList<>();
  private Membership membership;
  private String dieAt;
  private String pauseAt;

  private DomainChild(ChildLink link) {
    this.link = link;
  }

  /** What the child JVM runs. */
  static void run(ChildLink link) {
    DomainChild child = new DomainChild(link);
    link.serve(
        line -> {
          String[] words = line.split(" ", 2);
          return child.obey(words[0], words.length > 1 ? words[1] : "");
        });
  }

  /** Lets a child join; returns its owner word. */
  static int join(ChildJvm child, Path directory) {
    return owner(child.request("join " + directory));
  }

  /** The owner word in the answer of a child that has joined. */
  static int owner(String answer) {
    assertThat(answer).startsWith("joined ");
    return Integer.parseInt(answer.substring("joined ".length()));
  }

  private String obey(String command, String argument) {
    return switch (command) {
      case "pid" -> Long.toString(ProcessHandle.current().pid());
      case "dieAt" -> {
        dieAt = argument;
        yield "ok";
      }
      case "pauseAt" -> {
        pauseAt = argument;
        yield "ok";
      }
      case "join" -> join(argument, Steps.NOBODY_LISTENS);
      case "joinStepwise" -> join(argument, this);
      case "leave" -> {
        membership.close();
        yield "left";
      }
      case "isDead" -> "dead " + membership.isDead(Integer.parseInt(argument));
      case "open" -> open(argument);
      case "openInBackground" -> openInBackground(argument);
      case "createObject" -> {
        TestDomains.createObject(domains.get(0), argument);
        yield "created";
      }
      case "race" -> race(Path.of(argument));
      case "startTicks" -> Long.toString(ProcessId.self().startTicks());
      case "close" -> {
        domains.remove(0).close();
        yield "closed";
      }
      case "exitWhileADaemonCloses" -> {
        exitWhileADaemonCloses();
        throw new AssertionError();
      }
      case "touchLockFile" -> touchLockFile(Path.of(argument));
      case "exit" -> {
        System.exit(Integer.parseInt(argument));
        throw new AssertionError();
      }
      default -> throw new IllegalArgumentException(command);
    };
  }

  private String join(String directory, Steps steps) {
    membership =
        Joining.join(DomainDirectory.at(Path.of(directory)), TestDomains.settings(), steps);
    return "joined " + membership.self();
  }

  private String open(String directory) {
    try {
      Domain domain = Domain.open(Path.of(directory));
      domains.add(domain);
      return "opened " + domain.liveness().self();
    } catch (TandemException e) {
      return e.getClass().getSimpleName() + " " + e.getMessage();
    }
  }

  /** Returns when another thread waits in opening a domain. */
  private String openInBackground(String directory) {
    Thread opening = new Thread(() -> open(directory));
    opening.setDaemon(true);
    opening.start();
    while (opening.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return "opening";
  }

  /** Ends this JVM when a daemon's thread has begun to close a domain. */
  private void exitWhileADaemonCloses() {
    Domain domain = domains.remove(0);
    Thread closing = new Thread(domain::close);
    closing.setDaemon(true);
    closing.start();
    while (!domain.isClosed()) {
      Thread.onSpinWait();
    }
    System.exit(0);
  }

  /**
   * Opens and closes a domain until told that it is enough. Each time makes an object under a name
   * of its own, which must stay while the domain is open, and one under a name that all use.
   */
  private String race(Path directory) {
    link.send("racing");
    String own = "of-" + ProcessHandle.current().pid();
    for (int round = 0; !link.hasLine(); round++) {
      try (Domain domain = Domain.open(directory)) {
        if (Files.exists(domain.path(own))) {
          return "object of an earlier life of the domain is still there";
        }
        TestDomains.createObject(domain, own);
        if (round % 2 == 0) {
          createShared(domain);
        }
        for (Participant participant : domain.participants()) {
          if (participant.owner() == domain.liveness().self() && !participant.alive()) {
            return "declared dead while alive";
          }
        }
        if (!Files.exists(domain.path(own)) || !Files.exists(directory.resolve(".registry"))) {
          return "domain was removed while it was in use";
        }
        domain.unlink(own);
      }
      link.send("round " + round);
    }
    return link.receive().equals("enough") ? "done, all well" : "unexpected command";
  }

  private static void createShared(Domain domain) {
    try {
      TestDomains.createObject(domain, "shared");
    } catch (ObjectExistsException e) {
      domain.unlink("shared");
    }
  }

  /**
   * Opens and closes a descriptor of the lock file, as a careless library or a backup tool might.
   */
  private static String touchLockFile(Path directory) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".lock-*")) {
      for (Path file : files) {
        new FileInputStream(file.toFile()).close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "touched";
  }

  @Override
  public void at(String step) {
    if (step.equals(dieAt)) {
      ChildLink.killSelf();
    }
    if (step.equals(pauseAt)) {
      pauseAt = null;
      link.send("at " + step);
      String line = link.receive();
      if (!line.equals("go")) {
        throw new AssertionError("expected 'go', got '" + line + "'");
      }
    }
  }
}
