package io.tandem.ipc.codec;

import io.tandem.ipc.codec.ClassFile.Bytes;
import java.lang.reflect.RecordComponent;

/**
 * Writes the class that encodes and decodes one record class. For {@code record Order(long id,
 * String symbol)} it is what javac would make of
 *
 * <pre>{@code
 * final class Order$Tandem implements BiConsumer, Function {
 *   private final BiConsumer part1;
 *
 *   static Object make(Object[] parts) {
 *     return new Order$Tandem(parts);
 *   }
 *
 *   private Order$Tandem(Object[] parts) {
 *     part1 = (BiConsumer) parts[1];
 *   }
 *
 *   public void accept(Object value, Object output) {
 *     Order record = (Order) value;
 *     DataOutput data = (DataOutput) output;
 *     data.writeLong(record.id());
 *     part1.accept(record.symbol(), output);
 *   }
 *
 *   public Object apply(Object input) {
 *     DataInput data = (DataInput) input;
 *     return new Order(data.readLong(), (String) part1.apply(input));
 *   }
 * }
 * }</pre>
 *
 * <p>It becomes a hidden class beside the record, in its package and nest, so that a private record
 * is reached as the compiler reaches it. There it may name only what the record's own class loader
 * and module see, and that need not include Tandem: the record may live in a parent class loader or
 * in a module that does not require us. Therefore the code names types of {@code java.base} alone:
 * {@code DataOutput} and {@code DataInput} stand for sink and source, {@code BiConsumer} and {@code
 * Function} for the codec of a component. Every call site meets one class only, so the JIT inlines
 * through all of them.
 */
final class RecordClassWriter {
  private static final String OBJECT = "java/lang/Object";
  private static final String CONSUMER = "java/util/function/BiConsumer";
  private static final String FUNCTION = "java/util/function/Function";
  private static final String OUTPUT = "java/io/DataOutput";
  private static final String INPUT = "java/io/DataInput";

  /** The static method that makes an object on the codecs of the components. */
  static final String MAKE = "make";

  private static final String CONSTRUCTOR = "([Ljava/lang/Object;)V";

  private static final int ALOAD_0 = 0x2A;
  private static final int ALOAD_1 = 0x2B;
  private static final int ALOAD_2 = 0x2C;
  private static final int ALOAD_3 = 0x2D;
  private static final int ALOAD = 0x19;
  private static final int ASTORE = 0x3A;
  private static final int ASTORE_2 = 0x4D;
  private static final int ASTORE_3 = 0x4E;
  private static final int AALOAD = 0x32;
  private static final int DUP = 0x59;
  private static final int SIPUSH = 0x11;
  private static final int NEW = 0xBB;
  private static final int CHECKCAST = 0xC0;
  private static final int GETFIELD = 0xB4;
  private static final int PUTFIELD = 0xB5;
  private static final int INVOKEVIRTUAL = 0xB6;
  private static final int INVOKESPECIAL = 0xB7;
  private static final int INVOKEINTERFACE = 0xB9;
  private static final int RETURN = 0xB1;
  private static final int ARETURN = 0xB0;

  private final ClassFile file = new ClassFile();
  private final String record;
  private final String self;
  private final RecordComponent[] components;

  private RecordClassWriter(Class<?> type, RecordComponent[] components) {
    this.record = type.getName().replace('.', '/');
    this.self = record.concat("$Tandem");
    this.components = components;
  }

  static byte[] write(Class<?> type, RecordComponent[] components) {
    RecordClassWriter writer = new RecordClassWriter(type, components);
    writer.make();
    writer.constructor();
    writer.accept();
    writer.apply();
    int access = ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC;
    return writer.file.toArray(access, writer.self, OBJECT, CONSUMER, FUNCTION);
  }

  private void make() {
    Bytes code = new Bytes();
    code.u1(NEW).u2(file.type(self)).u1(DUP).u1(ALOAD_0);
    code.u1(INVOKESPECIAL).u2(file.methodRef(self, "<init>", CONSTRUCTOR)).u1(ARETURN);
    String descriptor = "([Ljava/lang/Object;)Ljava/lang/Object;";
    file.method(ClassFile.ACC_STATIC, MAKE, descriptor, 3, 1, code);
  }

  private void constructor() {
    Bytes code = new Bytes();
    code.u1(ALOAD_0).u1(INVOKESPECIAL).u2(file.methodRef(OBJECT, "<init>", "()V"));
    for (int i = 0; i < components.length; i++) {
      if (!components[i].getType().isPrimitive()) {
        file.field(ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL, partName(i), "L" + CONSUMER + ";");
        code.u1(ALOAD_0).u1(ALOAD_1).u1(SIPUSH).u2(i).u1(AALOAD);
        code.u1(CHECKCAST).u2(file.type(CONSUMER)).u1(PUTFIELD).u2(part(i));
      }
    }
    code.u1(RETURN);
    file.method(ClassFile.ACC_PRIVATE, "<init>", CONSTRUCTOR, 3, 2, code);
  }

  private void accept() {
    Bytes code = new Bytes();
    code.u1(ALOAD_1).u1(CHECKCAST).u2(file.type(record)).u1(ASTORE_3);
    code.u1(ALOAD_2).u1(CHECKCAST).u2(file.type(OUTPUT)).u1(ASTORE).u1(4);
    for (int i = 0; i < components.length; i++) {
      Class<?> type = components[i].getType();
      int accessor =
          file.methodRef(record, components[i].getName(), "()".concat(type.descriptorString()));
      if (type.isPrimitive()) {
        code.u1(ALOAD).u1(4).u1(ALOAD_3).u1(INVOKEVIRTUAL).u2(accessor);
        String descriptor = "(".concat(writtenAs(type)).concat(")V");
        int write = file.interfaceMethodRef(OUTPUT, "write".concat(suffix(type)), descriptor);
        code.u1(INVOKEINTERFACE).u2(write).u1(1 + slots(type)).u1(0);
      } else {
        code.u1(ALOAD_0).u1(GETFIELD).u2(part(i));
        code.u1(ALOAD_3).u1(INVOKEVIRTUAL).u2(accessor).u1(ALOAD_2);
        int accept =
            file.interfaceMethodRef(CONSUMER, "accept", "(Ljava/lang/Object;Ljava/lang/Object;)V");
        code.u1(INVOKEINTERFACE).u2(accept).u1(3).u1(0);
      }
    }
    code.u1(RETURN);
    String descriptor = "(Ljava/lang/Object;Ljava/lang/Object;)V";
    file.method(ClassFile.ACC_PUBLIC, "accept", descriptor, 3, 5, code);
  }

  private void apply() {
    Bytes code = new Bytes();
    code.u1(ALOAD_1).u1(CHECKCAST).u2(file.type(INPUT)).u1(ASTORE_2);
    code.u1(NEW).u2(file.type(record)).u1(DUP);
    StringBuilder descriptor = new StringBuilder("(");
    int stack = 2;
    for (int i = 0; i < components.length; i++) {
      Class<?> type = components[i].getType();
      descriptor.append(type.descriptorString());
      stack += slots(type);
      if (type.isPrimitive()) {
        int read =
            file.interfaceMethodRef(
                INPUT, "read".concat(suffix(type)), "()".concat(type.descriptorString()));
        code.u1(ALOAD_2).u1(INVOKEINTERFACE).u2(read).u1(1).u1(0);
      } else {
        // The verifier lets any reference stand for an interface (JVM Specification, 4.10.1.2), and
        // the call itself checks: the field's BiConsumer is called as the Function that it also is.
        int apply =
            file.interfaceMethodRef(FUNCTION, "apply", "(Ljava/lang/Object;)Ljava/lang/Object;");
        code.u1(ALOAD_0).u1(GETFIELD).u2(part(i)).u1(ALOAD_1);
        code.u1(INVOKEINTERFACE).u2(apply).u1(2).u1(0);
        code.u1(CHECKCAST).u2(file.type(internalName(type)));
      }
    }
    int construct = file.methodRef(record, "<init>", descriptor.append(")V").toString());
    code.u1(INVOKESPECIAL).u2(construct).u1(ARETURN);
    // One slot more: a part and its argument stand on the stack before one value replaces them.
    file.method(
        ClassFile.ACC_PUBLIC,
        "apply",
        "(Ljava/lang/Object;)Ljava/lang/Object;",
        stack + 1,
        3,
        code);
  }

  private int part(int index) {
    return file.fieldRef(self, partName(index), "L" + CONSUMER + ";");
  }

  private static String partName(int index) {
    return "part".concat(Integer.toString(index));
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static int slots(Class<?> type) {
    return type == long.class || type == double.class ? 2 : 1;
  }

  /** The type that {@code DataOutput} takes: an int for all that are smaller. */
  private static String writtenAs(Class<?> type) {
    return type == byte.class || type == short.class || type == char.class
        ? "I"
        : type.descriptorString();
  }

  /** {@code Long} for {@code long}. */
  private static String suffix(Class<?> type) {
    String name = type.getName();
    return name.substring(0, 1).toUpperCase(java.util.Locale.ROOT).concat(name.substring(1));
  }
}
