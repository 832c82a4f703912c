package io.tandem.ipc.codec;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Writes the canonical text of a codec: a type, then one definition for each record, enum and
 * sealed interface that it mentions, in the order of their first mention. A type that is itself a
 * definition is not said twice: {@code record Node(value:int, next:Node)}.
 */
final class SchemaText {
  private final StringBuilder text = new StringBuilder();
  private final IdentityHashMap<Object, String> names = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> lastNumber = new HashMap<>();
  private final Queue<Definition> pending = new ArrayDeque<>();
  private boolean inDefinition;

  private SchemaText() {}

  /** Something that has a name, and a definition in which other names occur. */
  interface Definition {
    /** What the definition is of; equal definitions have the same. Compared by identity. */
    Object identity();

    /** The name, as far as possible; a number is added where two things share it. */
    String simpleName();

    /** Appends for example {@code record Order(id:long)}. */
    void define(String name, SchemaText text);
  }

  static String of(Part<?> part) {
    SchemaText schema = new SchemaText();
    part.describe(schema);
    Definition first = schema.pending.peek();
    if (first != null && schema.text.toString().equals(first.simpleName())) {
      schema.text.setLength(0);
    }
    schema.inDefinition = true;
    for (Definition next = schema.pending.poll(); next != null; next = schema.pending.poll()) {
      if (schema.text.length() > 0) {
        schema.text.append("; ");
      }
      next.define(schema.names.get(next.identity()), schema);
    }
    return schema.text.toString();
  }

  SchemaText append(String piece) {
    text.append(piece);
    return this;
  }

  /** Appends a type with its parameters, for example {@code Map<String, Long>}. */
  SchemaText generic(String name, Codec<?>... parameters) {
    text.append(name);
    for (int i = 0; i < parameters.length; i++) {
      text.append(i == 0 ? "<" : ", ");
      type(parameters[i]);
    }
    text.append('>');
    return this;
  }

  /** Appends the name of a codec's type; a foreign codec's whole schema, in brackets. */
  SchemaText type(Codec<?> codec) {
    if (codec instanceof Part<?> part) {
      part.describe(this);
    } else {
      text.append('[').append(codec.schema()).append(']');
    }
    return this;
  }

  /** Says that the type just named may be null: always so within a definition, and not repeated. */
  SchemaText nullable() {
    if (!inDefinition) {
      text.append('?');
    }
    return this;
  }

  /** Appends the name of something that is defined, and sees to its definition. */
  SchemaText reference(Definition definition) {
    String name = names.get(definition.identity());
    if (name == null) {
      name = freeName(definition.simpleName());
      names.put(definition.identity(), name);
      pending.add(definition);
    }
    text.append(name);
    return this;
  }

  private String freeName(String simpleName) {
    String name = simpleName;
    while (!taken.add(name)) {
      int number = lastNumber.merge(simpleName, 1, Integer::sum) + 1;
      name = simpleName + "#" + number;
    }
    return name;
  }
}
