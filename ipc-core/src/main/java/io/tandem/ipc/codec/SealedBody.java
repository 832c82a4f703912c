package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.util.IdentityHashMap;

/**
 * The classes that one sealed interface permits, and their codecs: the number of the class in the
 * order of the schema, then the value. Made in two steps, as {@link RecordBody} is and for the same
 * reason.
 */
final class SealedBody<T> implements SchemaText.Definition {
  private final Class<T> type;
  private final String what;
  private final Part<?>[] cases;
  private final IdentityHashMap<Class<?>, Integer> numbers = new IdentityHashMap<>();
  private boolean recursive;

  SealedBody(Class<T> type, int caseCount) {
    this.type = type;
    this.what = "sealed ".concat(type.getTypeName());
    this.cases = new Part<?>[caseCount];
  }

  void setCase(int number, Class<?> permitted, Part<?> part) {
    cases[number] = part;
    numbers.put(permitted, number);
  }

  /** Says that a value may contain another of the same type, so that its depth must be counted. */
  void setRecursive() {
    recursive = true;
  }

  @SuppressWarnings("unchecked")
  void write(T value, Sink sink, int bias) {
    Integer number = number(value);
    if (number == null) {
      throw new CodecException(
          Problem.of("a value is of no class that its sealed interface permits")
              .object(what)
              .fact("class", value.getClass().getTypeName()));
    }
    sink.writeVarInt(number + bias);
    if (recursive) {
      sink.enter(what);
    }
    ((Part<T>) cases[number]).encode(value, sink);
    if (recursive) {
      sink.leave();
    }
  }

  private Integer number(Object value) {
    // A constant with a body is of a class of its own.
    return numbers.get(
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
  }

  @SuppressWarnings("unchecked")
  T read(Source source, int number) {
    if (number < 0 || number >= cases.length) {
      throw source.malformed("no class of ".concat(what), number);
    }
    if (recursive) {
      source.enter(what);
    }
    T value = (T) cases[number].decode(source);
    if (recursive) {
      source.leave();
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  String locate(T value, Sink scratch, int levels) {
    Integer number = number(value);
    return number == null ? "" : ((Part<T>) cases[number]).locate(value, scratch, levels);
  }

  String locate(Source source, int number, int levels) {
    return number >= 0 && number < cases.length ? cases[number].locate(source, levels) : "";
  }

  @Override
  public Object identity() {
    return this;
  }

  @Override
  public String simpleName() {
    return type.getSimpleName();
  }

  @Override
  public void define(String name, SchemaText text) {
    text.append("sealed ").append(name).append("(");
    for (int i = 0; i < cases.length; i++) {
      text.append(i == 0 ? "" : " | ").type(cases[i]);
    }
    text.append(")");
  }
}
