package io.tandem.ipc.cli.demo;

import java.util.Map;

/**
 * What became of the killed worker's work.
 *
 * @param answers how many names of the job each worker has answered, by its number
 * @param sentAgain how many names of the job were sent a second time
 */
record Recovery(Crew.Kill kill, Map<Integer, Integer> answers, int sentAgain) {}
