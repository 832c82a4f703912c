package io.tandem.ipc.cli.demo;

import io.tandem.ipc.cli.console.Progress;

/** The reference: one thread of this process reads every file, one after the other. */
final class SingleProcess implements Transport {
  private final Input input;
  private final Progress progress;

  SingleProcess(Input input, Progress progress) {
    this.input = input;
    this.progress = progress;
  }

  @Override
  public Measured run(Round round) {
    Fingerprinter fingerprinter = new Fingerprinter(input);
    Results results = new Results(round.size());
    long begin = System.nanoTime();
    for (int i = 0; i < round.size(); i++) {
      results.keep(i, fingerprinter.of(round.names().get(i)));
      progress.done(results.answered());
    }
    return new Measured(results, System.nanoTime() - begin);
  }
}
