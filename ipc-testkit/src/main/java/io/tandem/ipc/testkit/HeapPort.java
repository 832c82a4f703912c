package io.tandem.ipc.testkit;

/** Does every access at once, on an array of words. */
final class HeapPort implements ModelWords.Port {
  private final long[] words;
  private final boolean writable;
  private byte[] lastRead;

  HeapPort(long[] words, boolean writable) {
    this.words = words;
    this.writable = writable;
  }

  @Override
  public long access(Op op, int offset, int length, long a, long b, byte[] data) {
    int word = offset >>> 3;
    return switch (op) {
      case GET_PLAIN, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE -> words[word];
      case SET_PLAIN, SET_OPAQUE, SET_RELEASE, SET_VOLATILE -> set(word, a);
      case COMPARE_AND_SET -> words[word] == a ? set(word, b) + 1 : 0;
      case GET_AND_ADD -> {
        long before = words[word];
        set(word, before + a);
        yield before;
      }
      case READ -> {
        lastRead = read(words, offset, length);
        yield 0;
      }
      case WRITE -> write(offset, data);
      default -> 0;
    };
  }

  private long write(int offset, byte[] data) {
    for (int i = 0; i < data.length; i++) {
      int at = offset + i;
      int shift = (at & 7) * 8;
      long others = words[at >>> 3] & ~(0xffL << shift);
      set(at >>> 3, others | (data[i] & 0xffL) << shift);
    }
    return 0;
  }

  private long set(int word, long value) {
    if (!writable) {
      throw new UnsupportedOperationException("a check may look at the memory, not change it");
    }
    words[word] = value;
    return 0;
  }

  @Override
  public byte[] bytes(long result) {
    return lastRead;
  }

  @Override
  public boolean tears() {
    return false;
  }

  static byte[] read(long[] words, int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int at = offset + i;
      bytes[i] = (byte) (words[at >>> 3] >>> ((at & 7) * 8));
    }
    return bytes;
  }
}
