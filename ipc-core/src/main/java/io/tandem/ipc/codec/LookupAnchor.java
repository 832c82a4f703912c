package io.tandem.ipc.codec;

import io.tandem.ipc.codec.ClassFile.Bytes;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Turns a lookup that came from another module into one of the class's own module.
 *
 * <p>A hidden class in a record's nest can only be defined by a lookup that has never left the
 * record's module, and "another module" includes the class path of every other class loader. But a
 * lookup that has crossed a module may still define an ordinary class in the record's package. We
 * define one there whose only method returns {@code MethodHandles.lookup()}, once per package and
 * class loader, and continue with what it returns. It takes no right that the first lookup did not
 * already have: the package is open to us, or the caller's lookup would have been refused.
 *
 * <p>Where Tandem and the record have one class loader and no modules, none of this is needed.
 */
final class LookupAnchor {
  /** The number changes with what the class does: two versions of Tandem may meet in a package. */
  private static final String NAME = "Tandem$Lookup1";

  private static final String METHOD = "lookup";
  private static final String HANDLES = "java/lang/invoke/MethodHandles";
  private static final String DESCRIPTOR = "()Ljava/lang/invoke/MethodHandles$Lookup;";

  private static final int INVOKESTATIC = 0xB8;
  private static final int ARETURN = 0xB0;

  private LookupAnchor() {}

  /** A lookup on the same class with full privileges. */
  static Lookup full(Lookup lookup) throws Throwable {
    Class<?> type = lookup.lookupClass();
    Class<?> anchor = anchor(lookup, type.getPackageName());
    MethodHandle inside = lookup.findStatic(anchor, METHOD, MethodType.methodType(Lookup.class));
    return MethodHandles.privateLookupIn(type, (Lookup) inside.invokeExact());
  }

  private static Class<?> anchor(Lookup lookup, String packageName)
      throws ClassNotFoundException, IllegalAccessException {
    String name = packageName.isEmpty() ? NAME : packageName.concat(".").concat(NAME);
    try {
      return lookup.defineClass(bytes(name.replace('.', '/')));
    } catch (LinkageError e) {
      // It is there already: another record's, another thread's or another copy of Tandem's.
      return lookup.findClass(name);
    }
  }

  private static byte[] bytes(String internalName) {
    ClassFile file = new ClassFile();
    Bytes code = new Bytes();
    code.u1(INVOKESTATIC).u2(file.methodRef(HANDLES, METHOD, DESCRIPTOR)).u1(ARETURN);
    file.method(ClassFile.ACC_STATIC, METHOD, DESCRIPTOR, 1, 0, code);
    int access = ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC;
    return file.toArray(access, internalName, "java/lang/Object");
  }
}
