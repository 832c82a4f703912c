package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.MessageTooLargeException;
import io.tandem.ipc.Problem;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.RecordComponent;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The components of one record class, one after the other, without anything between them. Made in
 * two steps, because a record may contain itself: first the object, then, when the codecs of the
 * components are known, the {@linkplain #link generated code} on them.
 */
final class RecordBody<R> implements SchemaText.Definition {
  private final Class<R> type;
  private final String what;
  private final Lookup lookup;
  private final RecordComponent[] components;
  private final Part<?>[] parts;
  private BiConsumer<Object, Object> writer;
  private Function<Object, Object> reader;
  private boolean recursive;

  RecordBody(Class<R> type, Lookup lookup) {
    this.type = type;
    this.what = RecordClasses.describe(type);
    this.lookup = lookup;
    this.components = type.getRecordComponents();
    this.parts = new Part<?>[components.length];
  }

  Class<R> type() {
    return type;
  }

  RecordComponent[] components() {
    return components;
  }

  /** Says that a value may contain another of the same type, so that its depth must be counted. */
  void setRecursive() {
    recursive = true;
  }

  void setPart(int index, Part<?> part) {
    parts[index] = part;
  }

  /** Makes the code, when all parts are set. */
  @SuppressWarnings("unchecked")
  void link() {
    Object code = RecordClasses.instance(lookup, components, parts);
    writer = (BiConsumer<Object, Object>) code;
    reader = (Function<Object, Object>) code;
  }

  void write(R value, Sink sink) {
    if (recursive) {
      sink.enter(what);
    }
    try {
      writer.accept(value, sink.output());
    } catch (CodecException | MessageTooLargeException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new CodecException(
          Problem.of("a record cannot be encoded")
              .object(what)
              .fact("reason", e)
              .next("See the cause: an accessor threw it, or a component holds what it may not"),
          e);
    } finally {
      if (recursive) {
        sink.leave();
      }
    }
  }

  @SuppressWarnings("unchecked")
  R read(Source source) {
    if (recursive) {
      source.enter(what);
    }
    try {
      return (R) reader.apply(source.input());
    } catch (CodecException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new CodecException(
          source
              .at("a record's constructor refuses the decoded components")
              .object(what)
              .fact("reason", e)
              .next("See the cause; the sender's class may accept what this one does not"),
          e);
    } finally {
      if (recursive) {
        source.leave();
      }
    }
  }

  int minBytes() {
    int sum = 0;
    for (Part<?> part : parts) {
      sum += part.minBytes();
    }
    return sum;
  }

  String locate(R value, Sink scratch, int levels) {
    if (!type.isInstance(value)) {
      return ""; // by way of a raw type
    }
    for (int i = 0; i < parts.length && levels > 0; i++) {
      String inner = locateComponent(i, value, scratch, levels);
      if (inner != null) {
        return inner;
      }
    }
    return "";
  }

  /** The path into one component, or null if that one is fine. */
  @SuppressWarnings("unchecked")
  private String locateComponent(int index, R value, Sink scratch, int levels) {
    String name = ".".concat(components[index].getName());
    Object component;
    try {
      MethodHandle accessor = lookup.unreflect(components[index].getAccessor());
      component = accessor.invoke(value);
    } catch (Throwable e) {
      return name;
    }
    Part<Object> part = (Part<Object>) parts[index];
    return part.encodes(component, scratch)
        ? null
        : name.concat(part.locate(component, scratch, levels - 1));
  }

  String locate(Source source, int levels) {
    for (int i = 0; i < parts.length && levels > 0; i++) {
      if (!parts[i].skips(source)) {
        return ".".concat(components[i].getName()).concat(parts[i].locate(source, levels - 1));
      }
    }
    return "";
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
    text.append("record ").append(name).append("(");
    for (int i = 0; i < parts.length; i++) {
      text.append(i == 0 ? "" : ", ").append(components[i].getName()).append(":").type(parts[i]);
    }
    text.append(")");
  }
}
