package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the codec of every component of a record, of the components of those, and so on. Each type
 * gets one codec, and a type that is met again while its own components are being looked at is one
 * that contains itself.
 */
final class RecordPlanner {
  /** Types within types; more only if a type grows whenever it is expanded. */
  private static final int MAX_TYPE_DEPTH = 32;

  private final Lookup caller;
  private final Map<TypeShape, Part<?>> parts = new HashMap<>();
  private final Map<TypeShape, RecordBody<?>> bodies = new HashMap<>();
  private final Map<TypeShape, SealedBody<?>> sealedBodies = new HashMap<>();
  private final Set<TypeShape> open = new HashSet<>();

  private RecordPlanner(Lookup caller) {
    this.caller = caller;
  }

  /**
   * Makes the codec of a record class.
   *
   * @param caller who is allowed to see the record, or null for Tandem
   */
  static <R> Part<R> record(Class<R> type, Lookup caller) {
    RecordPlanner planner = new RecordPlanner(caller);
    return RecordPart.of(planner.body(type, TypeShape.of(type)));
  }

  /** Makes the codec of a sealed interface of records. */
  static <T> Part<T> sealed(Class<T> type, Lookup caller) {
    return new RecordPlanner(caller).sealed(type, TypeShape.of(type));
  }

  @SuppressWarnings("unchecked")
  private <R> RecordBody<R> body(Class<R> type, TypeShape shape) {
    RecordBody<R> known = (RecordBody<R>) bodies.get(shape);
    if (known != null) {
      if (open.contains(shape)) {
        known.setRecursive();
      }
      return known;
    }
    if (type.isHidden() || shape.depth() > MAX_TYPE_DEPTH) {
      throw new CodecException(
          Problem.of(
                  type.isHidden()
                      ? "a hidden class has no name by which code could use it"
                      : "a generic record contains ever larger types of itself")
              .object(RecordClasses.describe(type))
              .next("Use a plain record, or an own Codec"));
    }
    RecordBody<R> body = new RecordBody<>(type, RecordClasses.lookup(type, caller));
    bodies.put(shape, body);
    open.add(shape);
    Map<TypeVariable<?>, TypeShape> variables = variables(shape);
    RecordComponent[] components = body.components();
    for (int i = 0; i < components.length; i++) {
      TypeShape component = TypeShape.of(components[i].getGenericType(), variables);
      Part<?> part = component == null ? null : component(component);
      if (part == null) {
        throw unsupported(type, components[i], component);
      }
      body.setPart(i, part);
    }
    body.link();
    open.remove(shape);
    return body;
  }

  private static Map<TypeVariable<?>, TypeShape> variables(TypeShape shape) {
    if (shape.argumentCount() == 0) {
      return Map.of();
    }
    Map<TypeVariable<?>, TypeShape> variables = new HashMap<>();
    TypeVariable<?>[] declared = shape.raw().getTypeParameters();
    for (int i = 0; i < declared.length; i++) {
      variables.put(declared[i], shape.argument(i));
    }
    return variables;
  }

  /** The codec of a component or of an argument of its type; null if there is none. */
  private Part<?> component(TypeShape shape) {
    if (shape.raw().isPrimitive()) {
      return Scalar.of(shape.raw());
    }
    Part<?> known = parts.get(shape);
    if (known == null) {
      Part<?> part = make(shape);
      if (part == null) {
        return null;
      }
      known = part.nullable();
      parts.put(shape, known);
    }
    return known;
  }

  private Part<?> make(TypeShape shape) {
    Class<?> type = shape.raw();
    if (type.isRecord()) {
      return RecordPart.of(body(type, shape));
    }
    Part<?> leaf = Leaves.of(type);
    if (leaf != null) {
      return leaf;
    }
    if (type.isArray()) {
      return array(type.getComponentType(), shape);
    }
    if (type.isSealed()) {
      return sealed(type, shape);
    }
    if (type == List.class || type == Set.class) {
      Part<?> element = argument(shape, 0);
      if (element == null) {
        return null;
      }
      return type == List.class ? CollectionPart.list(element) : CollectionPart.set(element);
    }
    if (type == Map.class) {
      Part<?> key = argument(shape, 0);
      Part<?> mapped = argument(shape, 1);
      return key == null || mapped == null ? null : MapPart.of(key, mapped);
    }
    if (type.getName().equals("java.util.Optional")) {
      Part<?> element = argument(shape, 0);
      return element == null ? null : OptionalPart.of(element);
    }
    return SerializableHandle.class.isAssignableFrom(type) ? handle(type, shape) : null;
  }

  /** The codec of a handle; null if it is not said of what. */
  private static Part<?> handle(Class<?> type, TypeShape shape) {
    List<Class<?>> elements = new ArrayList<>();
    return addArguments(shape, elements)
        ? SerializableCodec.of(type, elements.toArray(new Class<?>[0]))
        : null;
  }

  private static boolean addArguments(TypeShape shape, List<Class<?>> to) {
    for (int i = 0; i < shape.argumentCount(); i++) {
      TypeShape argument = shape.argument(i);
      if (argument == null) {
        return false;
      }
      to.add(argument.raw());
      if (!addArguments(argument, to)) {
        return false;
      }
    }
    return true;
  }

  private Part<?> argument(TypeShape shape, int index) {
    TypeShape argument = shape.argument(index);
    return argument == null ? null : component(argument);
  }

  @SuppressWarnings("unchecked")
  private <T> Part<?> array(Class<T> elementType, TypeShape shape) {
    TypeShape element = shape.argumentCount() > 0 ? shape.argument(0) : TypeShape.of(elementType);
    Part<?> part = component(element);
    return part == null ? null : ObjectArrayPart.of(elementType, (Part<T>) part);
  }

  /** The codec of a sealed interface, or null if it permits something else than records. */
  @SuppressWarnings("unchecked")
  private <T> Part<T> sealed(Class<T> type, TypeShape shape) {
    SealedBody<T> known = (SealedBody<T>) sealedBodies.get(shape);
    if (known != null) {
      if (open.contains(shape)) {
        known.setRecursive();
      }
      return SealedPart.of(known);
    }
    List<TypeShape> leaves = new ArrayList<>();
    if (!collectLeaves(shape, leaves)) {
      return null;
    }
    SealedBody<T> body = new SealedBody<>(type, leaves.size());
    sealedBodies.put(shape, body);
    open.add(shape);
    for (int i = 0; i < leaves.size(); i++) {
      TypeShape leaf = leaves.get(i);
      Class<?> permitted = leaf.raw();
      Part<?> part =
          permitted.isRecord() ? RecordPart.of(body(permitted, leaf)) : EnumPart.ofRaw(permitted);
      body.setCase(i, permitted, part);
    }
    open.remove(shape);
    return SealedPart.of(body);
  }

  private static boolean collectLeaves(TypeShape shape, List<TypeShape> leaves) {
    for (Class<?> permitted : shape.raw().getPermittedSubclasses()) {
      TypeShape sub = shape.ofSubclass(permitted);
      if (permitted.isRecord() || permitted.isEnum()) {
        if (!leaves.contains(sub)) {
          leaves.add(sub);
        }
      } else if (!permitted.isSealed() || !collectLeaves(sub, leaves)) {
        return false;
      }
    }
    return true;
  }

  private static CodecException unsupported(
      Class<?> record, RecordComponent component, TypeShape shape) {
    String type = shape == null ? component.getGenericType().getTypeName() : shape.toString();
    return new CodecException(
        Problem.of("a record's component is of a type that cannot be sent")
            .object(RecordClasses.describe(record))
            .fact("component", component.getName())
            .fact("type", type)
            .next(
                "Use primitives and their boxes, String, enums, arrays, java.time, UUID,"
                    + " BigInteger, BigDecimal, records, sealed interfaces of records, queues and"
                    + " other handles that are Serializable, and List, Set, Map or Optional of"
                    + " those with their type arguments given; or"
                    + " Codecs.serializable or an own Codec for the whole"));
  }
}
