package io.tandem.ipc.liveness;

import io.tandem.ipc.Domain;
import io.tandem.ipc.ObjectExistsException;
import io.tandem.ipc.TandemException;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes part in domains as its standard input says; ends with it. */
final class ChildMain implements Steps {
  private final BufferedReader commands;
  private final PrintStream replies;
  private final List<Domain> domains = new ArrayList<>();
  private Membership membership;
  private String dieAt;
  private String pauseAt;

  private ChildMain(BufferedReader commands, PrintStream replies) {
    this.commands = commands;
    this.replies = replies;
  }

  public static void main(String[] args) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ChildMain child = new ChildMain(commands, replies);
    replies.println("pid " + ProcessHandle.current().pid());
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", 2);
      replies.println(child.obey(words[0], words.length > 1 ? words[1] : ""));
    }
  }

  private String obey(String command, String argument) throws IOException {
    return switch (command) {
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

  /**
   * Opens and closes a domain until told that it is enough. Each time makes an object under a name
   * of its own, which must stay while the domain is open, and one under a name that all use.
   */
  private String race(Path directory) throws IOException {
    replies.println("racing");
    String own = "of-" + ProcessHandle.current().pid();
    for (int round = 0; !commands.ready(); round++) {
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
      replies.println("round " + round);
    }
    return commands.readLine().equals("enough") ? "done, all well" : "unexpected command";
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
  private static String touchLockFile(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".lock-*")) {
      for (Path file : files) {
        new FileInputStream(file.toFile()).close();
      }
    }
    return "touched";
  }

  @Override
  public void at(String step) {
    if (step.equals(dieAt)) {
      die();
    }
    if (step.equals(pauseAt)) {
      pauseAt = null;
      replies.println("at " + step);
      try {
        String line = commands.readLine();
        if (!"go".equals(line)) {
          throw new AssertionError("expected 'go', got '" + line + "'");
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** SIGKILL to itself: no hook runs, nothing is cleaned up. */
  private static void die() {
    ChildJvm.run("kill", "-KILL", Long.toString(ProcessHandle.current().pid()));
    while (true) {
      Thread.onSpinWait(); // until the signal arrives
    }
  }
}
