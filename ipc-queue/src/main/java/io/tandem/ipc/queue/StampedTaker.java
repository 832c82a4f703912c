package io.tandem.ipc.queue;

/**
 * Takes the oldest record of several lanes, so that a queue of many producers is first-in-first-out
 * in real time. One instance is used by one thread at a time; any number of them may run, in any
 * number of processes.
 *
 * <h2>How it works</h2>
 *
 * Every record begins with a stamp of a clock that all processes share, taken after its put began
 * and before its commit. Within a lane stamps never fall. A take is
 *
 * <ol>
 *   <li><b>First look:</b> read the record at the head of every lane; the smallest stamp is the
 *       candidate.
 *   <li><b>Second look:</b> look again at every lane that was empty; a record found there with a
 *       smaller stamp becomes the candidate. Suppose record <i>y</i> was put completely before the
 *       candidate's put began. Then y was committed before the candidate's stamp was taken, which
 *       is not larger than the stamp of the first look's candidate, so before that one's commit, so
 *       before we saw that one: any look at y's lane after the first look sees y, or a successor of
 *       it that we may not pass either, or finds y taken. The first look may have come too early;
 *       the second cannot, and a third would see nothing new.
 *   <li><b>Copy</b> the candidate and take it by compare-and-set of its word; whoever fails begins
 *       anew, because another taker has made progress.
 * </ol>
 *
 * A stamp counts only if head is still the same after it was read: otherwise the cells may have
 * been reused and the stamp be anything. It need not stay true: a later head of that lane has the
 * same stamp or a larger one.
 *
 * <p>A producer that is slow, stopped or dead between stamp and commit has put nothing yet and
 * delays nobody: its record, when it comes, is one whose put overlapped all that was taken
 * meanwhile.
 */
final class StampedTaker extends QueueTaker {
  /** The bytes at the beginning of every record that hold its stamp. */
  static final int STAMP_BYTES = Long.BYTES;

  StampedTaker(LaneSource source) {
    super(source, STAMP_BYTES);
  }

  @Override
  int choose(int open) {
    int candidate = NONE;
    for (int lane = 0; lane < open; lane++) {
      if (look(lane) && (candidate < 0 || stamp(lane) < stamp(candidate))) {
        candidate = lane;
      }
    }
    return candidate < 0 || open == 1 ? candidate : secondLook(open, candidate);
  }

  private int secondLook(int open, int first) {
    int candidate = first;
    for (int lane = 0; lane < open; lane++) {
      if (!hasRecord(lane) && look(lane) && stamp(lane) < stamp(candidate)) {
        candidate = lane;
      }
    }
    return candidate;
  }
}
