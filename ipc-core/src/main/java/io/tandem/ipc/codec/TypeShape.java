package io.tandem.ipc.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;

/**
 * A type with every type variable replaced: a class, and its arguments if it is generic. An array
 * of a generic type has the shape of its elements as its argument. {@code null} as an argument
 * stands for a type that is not known, such as the {@code ?} of a raw type.
 */
final class TypeShape {
  private final Class<?> raw;
  private final TypeShape[] arguments;

  private TypeShape(Class<?> raw, TypeShape... arguments) {
    this.raw = raw;
    this.arguments = arguments;
  }

  static TypeShape of(Class<?> type) {
    return new TypeShape(type);
  }

  /**
   * The shape of a type.
   *
   * @param variables what the type variables in scope stand for
   * @return null for a variable of which nothing is known
   */
  static TypeShape of(Type type, Map<TypeVariable<?>, TypeShape> variables) {
    if (type instanceof Class<?> plain) {
      return plain.isArray() && !plain.getComponentType().isPrimitive()
          ? array(of(plain.getComponentType(), variables))
          : of(plain);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] given = generic.getActualTypeArguments();
      TypeShape[] arguments = new TypeShape[given.length];
      for (int i = 0; i < given.length; i++) {
        arguments[i] = of(given[i], variables);
      }
      return new TypeShape((Class<?>) generic.getRawType(), arguments);
    }
    if (type instanceof GenericArrayType generic) {
      return array(of(generic.getGenericComponentType(), variables));
    }
    if (type instanceof WildcardType wildcard && wildcard.getLowerBounds().length == 0) {
      return of(wildcard.getUpperBounds()[0], variables);
    }
    return type instanceof TypeVariable<?> variable ? variables.get(variable) : null;
  }

  /**
   * The shape of a class that extends or implements this one: of {@code Ok} as a {@code
   * Result<Long>}, where it is declared as {@code Ok<T> implements Result<T>}.
   */
  TypeShape ofSubclass(Class<?> subclass) {
    TypeVariable<?>[] declared = subclass.getTypeParameters();
    TypeShape[] found = new TypeShape[declared.length];
    for (Type parent : subclass.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType generic && generic.getRawType() == raw) {
        Type[] given = generic.getActualTypeArguments();
        for (int i = 0; i < given.length; i++) {
          int variable = Arrays.asList(declared).indexOf(given[i]);
          if (variable >= 0) {
            found[variable] = argument(i);
          }
        }
      }
    }
    return new TypeShape(subclass, found);
  }

  private static TypeShape array(TypeShape element) {
    return element == null
        ? null
        : new TypeShape(Array.newInstance(element.raw, 0).getClass(), element);
  }

  Class<?> raw() {
    return raw;
  }

  int argumentCount() {
    return arguments.length;
  }

  /** The shape of an argument, or null if it is not known. */
  TypeShape argument(int index) {
    return index < arguments.length ? arguments[index] : null;
  }

  /** How many types stand within each other; grows without end in a type that expands itself. */
  int depth() {
    int deepest = 0;
    for (TypeShape argument : arguments) {
      deepest = Math.max(deepest, argument == null ? 0 : argument.depth());
    }
    return deepest + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TypeShape that
        && raw == that.raw
        && Arrays.equals(arguments, that.arguments);
  }

  @Override
  public int hashCode() {
    return 31 * raw.hashCode() + Arrays.hashCode(arguments);
  }

  @Override
  public String toString() {
    if (raw.isArray() || arguments.length == 0) {
      return raw.getTypeName();
    }
    StringBuilder text = new StringBuilder(raw.getTypeName()).append('<');
    for (int i = 0; i < arguments.length; i++) {
      text.append(i == 0 ? "" : ", ").append(arguments[i] == null ? "?" : arguments[i]);
    }
    return text.append('>').toString();
  }
}
