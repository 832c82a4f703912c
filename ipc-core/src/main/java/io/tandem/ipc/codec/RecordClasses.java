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
  private static final MethodType MAKE = MethodType.methodType(Object.class, Object[].class);

  private static final ClassValue<MethodHandle[]> FACTORIES =
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
    } catch (ReflectiveOperationException e) {
      throw closed(type, caller, e);
    }
  }

  /** The generated code, on the codecs of the record's components. */
  static Object instance(Lookup lookup, RecordComponent[] components, Part<?>[] parts) {
    Class<?> type = lookup.lookupClass();
    try {
      MethodHandle[] known = FACTORIES.get(type);
      // Read and written without order: a method handle is safe to hand over so, and two threads
      // that make the class at once only make it twice.
      MethodHandle factory = known[0];
      if (factory == null) {
        byte[] bytes = RecordClassWriter.write(type, components);
        Lookup full = lookup.hasFullPrivilegeAccess() ? lookup : LookupAnchor.full(lookup);
        Lookup made = full.defineHiddenClass(bytes, true, Lookup.ClassOption.NESTMATE);
        factory = made.findStatic(made.lookupClass(), RecordClassWriter.MAKE, MAKE);
        known[0] = factory;
      }
      return (Object) factory.invokeExact((Object[]) parts);
    } catch (VirtualMachineError e) {
      throw e;
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
