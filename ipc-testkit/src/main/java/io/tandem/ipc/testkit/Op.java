package io.tandem.ipc.testkit;

/** What a simulated process can do in one step. */
enum Op {
  GET_PLAIN,
  GET_OPAQUE,
  GET_ACQUIRE,
  GET_VOLATILE,
  SET_PLAIN,
  SET_OPAQUE,
  SET_RELEASE,
  SET_VOLATILE,
  COMPARE_AND_SET,
  GET_AND_ADD,
  FULL_FENCE,
  ACQUIRE_FENCE,
  /** Copies payload bytes out; the result is the number of the bytes read. */
  READ,
  WRITE,
  /** Asks whether an owner is dead. */
  IS_DEAD,
  /** Reads the model clock. */
  CLOCK,
  /** A choice that nothing in memory decides. */
  CHOOSE,
  /** Waits until something changes that was read since the last pause. */
  PAUSE,
  /** Touches nothing; gives an event a place of its own in the order of steps. */
  LOCAL;

  boolean isLoad() {
    return switch (this) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE, READ -> true;
      default -> false;
    };
  }

  /** Whether this step goes through the store buffer, where the memory model has one. */
  boolean isBufferedStore() {
    return this == SET_PLAIN || this == SET_OPAQUE || this == SET_RELEASE || this == WRITE;
  }

  /** Whether this step waits for the store buffer to be empty. */
  boolean drains() {
    return this == SET_VOLATILE
        || this == COMPARE_AND_SET
        || this == GET_AND_ADD
        || this == FULL_FENCE;
  }

  boolean touchesMemory() {
    return switch (this) {
      case FULL_FENCE, ACQUIRE_FENCE, IS_DEAD, CLOCK, CHOOSE, PAUSE, LOCAL -> false;
      default -> true;
    };
  }

  /** Whether this step, with this result, leaves everything but the process itself as it was. */
  boolean isPure(long result) {
    return switch (this) {
      case SET_PLAIN, SET_OPAQUE, SET_RELEASE, SET_VOLATILE, WRITE, GET_AND_ADD, CLOCK -> false;
      case COMPARE_AND_SET -> result == 0;
      default -> true;
    };
  }
}
