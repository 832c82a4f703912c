package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;

/**
 * JDK serialization behind an {@link AllowList}: the number of bytes in an int, then a stream of
 * its own, header and all, so that no message depends on another.
 *
 * <p>The list is checked on both sides. The receiver's check is the one that protects; the sender's
 * gives the error to the one who can still do something about it.
 */
final class SerializableCodec<E> extends Part<E> {
  /** The smallest stream: magic number, version, and null. */
  private static final int MIN_STREAM_BYTES = 5;

  private final Class<E> type;
  private final AllowList allowed;

  private SerializableCodec(Class<E> type, AllowList allowed) {
    this.type = type;
    this.allowed = allowed;
  }

  static <E> Part<E> of(Class<E> type, Class<?>... alsoAllowed) {
    return new SerializableCodec<>(type, AllowList.of(type, alsoAllowed));
  }

  @Override
  public void encode(E value, Sink sink) {
    if (value == null) {
      throw new NullPointerException("null; use Codecs.nullable(...) if it has a meaning");
    }
    int lengthAt = sink.claim(Integer.BYTES);
    try (Writer writer = new Writer(new SinkStream(sink), allowed)) {
      writer.writeObject(value);
      writer.flush();
      if (writer.refused != null) {
        throw notAllowed(value, writer.refused);
      }
    } catch (NotSerializableException e) {
      throw notSerializable(value, e);
    } catch (IOException | StackOverflowError e) {
      throw failed("cannot be serialized", e);
    }
    sink.putInt(lengthAt, sink.size() - lengthAt - Integer.BYTES);
  }

  @Override
  public E decode(Source source) {
    int length = source.checkCount(source.readInt(), 1);
    int start = source.position();
    AllowList.Filter filter = allowed.filter(length);
    Object value;
    try (Reader reader = new Reader(source, length)) {
      reader.setObjectInputFilter(filter);
      value = reader.readObject();
    } catch (ClassNotFoundException e) {
      throw new CodecException(
          Problem.of("a serialized message contains a class that does not exist here")
              .object(describe())
              .fact("class", e.getMessage())
              .next("Add it to this JVM's class path"),
          e);
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      throw filter.refusal() != null
          ? new CodecException(filter.refusal().object(describe()), e)
          : failed("cannot be read from its bytes", e);
    }
    if (!type.isInstance(value)) {
      throw new CodecException(
          Problem.of("a serialized message holds a value of another class")
              .object(describe())
              .fact("class", value == null ? "null" : value.getClass().getTypeName())
              .next(Problems.DAMAGED));
    }
    source.seek(start + length);
    return value == null ? null : type.cast(value);
  }

  @Override
  int minBytes() {
    return Integer.BYTES + MIN_STREAM_BYTES;
  }

  /** Full name and version: JDK serialization insists on both, so better to learn it on opening. */
  @Override
  void describe(SchemaText text) {
    text.append("serializable ").append(type.getName());
    ObjectStreamClass version = ObjectStreamClass.lookup(type);
    if (version != null && !type.isEnum() && !type.isArray()) {
      text.append("(serialVersionUID=")
          .append(Long.toString(version.getSerialVersionUID()))
          .append(")");
    }
  }

  private String describe() {
    return "serializable ".concat(type.getTypeName());
  }

  private CodecException notSerializable(E value, NotSerializableException cause) {
    String culprit = cause.getMessage();
    return new CodecException(
        Problem.of("a value holds an object that is not Serializable")
            .object(ObjectGraph.path(value, culprit))
            .next("Make that field transient, or its class Serializable"),
        cause);
  }

  private CodecException notAllowed(E value, Class<?> refused) {
    return new CodecException(
        AllowList.problem(type, refused).object(ObjectGraph.path(value, refused.getName())));
  }

  private CodecException failed(String what, Throwable cause) {
    return new CodecException(
        Problem.of("a value ".concat(what)).object(describe()).fact("reason", cause), cause);
  }

  private static final class Writer extends ObjectOutputStream {
    private final AllowList allowed;
    private Class<?> refused;

    Writer(OutputStream out, AllowList allowed) throws IOException {
      super(out);
      this.allowed = allowed;
    }

    /**
     * Called once for every class of the stream. Throws nothing: the JDK writes every error into
     * the stream, and would then ask about the error's class and lose the error.
     */
    @Override
    protected void annotateClass(Class<?> type) {
      if (refused == null && !allowed.allows(type)) {
        refused = type;
      }
    }
  }

  private final class Reader extends ObjectInputStream {
    Reader(Source source, int length) throws IOException {
      super(new SourceStream(source, length));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      Class<?> listed = allowed.byName(description.getName());
      if (listed != null) {
        return listed;
      }
      Class<?> found = load(description.getName(), type.getClassLoader());
      if (found == null) {
        found = load(description.getName(), Thread.currentThread().getContextClassLoader());
      }
      // The JDK's own way knows the primitive types, and throws what is to be thrown.
      return found == null ? super.resolveClass(description) : found;
    }

    private Class<?> load(String name, ClassLoader loader) {
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        return null;
      }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
      throw new InvalidClassException("dynamic proxies are not allowed");
    }
  }

  private static final class SinkStream extends OutputStream {
    private final Sink sink;

    SinkStream(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int value) {
      sink.writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      sink.writeBytes(bytes, from, length);
    }
  }

  private static final class SourceStream extends InputStream {
    private final Source source;
    private int left;

    SourceStream(Source source, int length) {
      this.source = source;
      this.left = length;
    }

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      left--;
      return source.readByte() & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (left == 0 && length > 0) {
        return -1;
      }
      int count = Math.min(length, left);
      source.readBytes(target, from, count);
      left -= count;
      return count;
    }

    @Override
    public int available() {
      return left;
    }
  }
}
