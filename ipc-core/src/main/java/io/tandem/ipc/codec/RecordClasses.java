package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;

/**
 * The generated class of each record class, made once.
 *
 * <p>Nobody's class loader is held longer than without us. The generated class names nothing of
 * ours, and what is remembered for a record class is a method handle of the JDK on that class: so a
 * record in a long-lived class loader does not hold ours, and ours, by a {@link ClassValue}, does
 * not hold the record's.
 */
final class RecordClasses {
  private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Object[].class);

  private static final ClassValue<MethodHandle[]> CONSTRUCTORS =
      new ClassValue<>() {
        @Override
        protected MethodHandle[] computeValue(Class<?> type) {
          return new MethodHandle[1];
        }
      };

  private RecordClasses() {}

  /**
   * A lookup with the rights of the record itself.
   *
   * @param caller who is allowed to see the record, or null for Tandem
   */
  static Lookup lookup(Class<?> type, Lookup caller) {
    Lookup from = caller;
    if (from == null) {
      RecordClasses.class.getModule().addReads(type.getModule());
      from = MethodHandles.lookup();
    }
    try {
      return MethodHandles.privateLookupIn(type, from);
    } catch (IllegalAccessException e) {
      throw closed(type, caller, e);
    }
  }

  /** The generated code, on the codecs of the record's components (null at primitives). */
  static Object instance(Lookup lookup, RecordComponent[] components, Part<?>[] parts) {
    Class<?> type = lookup.lookupClass();
    try {
      MethodHandle[] known = CONSTRUCTORS.get(type);
      // Read and written without order: a method handle is safe to hand over so, and two threads
      // that make the class at once only make it twice.
      MethodHandle constructor = known[0];
      if (constructor == null) {
        byte[] bytes = RecordClassWriter.write(type, components);
        Lookup made =
            LookupAnchor.full(lookup).defineHiddenClass(bytes, true, Lookup.ClassOption.NESTMATE);
        constructor = made.findConstructor(made.lookupClass(), CONSTRUCTOR);
        known[0] = constructor;
      }
      Object[] arguments = parts;
      return constructor.invoke(arguments);
    } catch (Throwable e) {
      throw new CodecException(
          Problem.of("the class that encodes a record could not be made")
              .object(describe(type))
              .fact("reason", e)
              .next("Please report this; an own Codec for this class works meanwhile"),
          e);
    }
  }

  private static CodecException closed(Class<?> type, Lookup caller, Exception cause) {
    String module = type.getModule().getName();
    Problem problem =
        Problem.of("Tandem may not reach the components of a record").object(describe(type));
    if (module != null) {
      problem = problem.fact("module", module);
    }
    if (caller != null) {
      return new CodecException(
          problem
              .fact("lookup", caller)
              .next(
                  "Give the full lookup of a class in the record's module: MethodHandles.lookup()"),
          cause);
    }
    return new CodecException(
        problem.next(
            "Add 'opens "
                + type.getPackageName()
                + " to "
                + ourModule()
                + ";' to the module-info of "
                + module
                + ", or give the lookup of a class in that module: Codecs.record("
                + type.getSimpleName()
                + ".class, MethodHandles.lookup())"),
        cause);
  }

  private static String ourModule() {
    return RecordClasses.class.getModule().isNamed()
        ? RecordClasses.class.getModule().getName()
        : "ALL-UNNAMED";
  }

  static String describe(Class<?> type) {
    return "record ".concat(type.getTypeName());
  }
}
