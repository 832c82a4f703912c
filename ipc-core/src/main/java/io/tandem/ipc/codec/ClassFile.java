package io.tandem.ipc.codec;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a class file, as far as straight-line code needs it: a constant pool, fields, and methods
 * without branches, handlers or attributes other than their code. Such code needs no stack map (JVM
 * Specification, 4.10.1), which is most of the work of a full writer.
 */
final class ClassFile {
  static final int ACC_PUBLIC = 0x0001;
  static final int ACC_PRIVATE = 0x0002;
  static final int ACC_STATIC = 0x0008;
  static final int ACC_FINAL = 0x0010;
  static final int ACC_SUPER = 0x0020;
  static final int ACC_SYNTHETIC = 0x1000;

  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_17 = 61;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  private final Bytes pool = new Bytes();
  private final Map<Object, Integer> indexes = new HashMap<>();
  private final Bytes fields = new Bytes();
  private final Bytes methods = new Bytes();
  private int constants;
  private int fieldCount;
  private int methodCount;

  /** Bytes in the order of class files, big-endian. */
  static final class Bytes {
    private byte[] array = new byte[512];
    private int size;

    Bytes u1(int value) {
      room(1);
      array[size++] = (byte) value;
      return this;
    }

    Bytes u2(int value) {
      return u1(value >>> 8).u1(value);
    }

    Bytes u4(int value) {
      return u2(value >>> 16).u2(value);
    }

    /** The modified UTF-8 of class files: every char by itself, and zero in two bytes. */
    Bytes utf(String text) {
      int lengthAt = size;
      u2(0);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != 0 && c < 0x80) {
          u1(c);
        } else if (c < 0x800) {
          u1(0xC0 | (c >> 6)).u1(0x80 | (c & 0x3F));
        } else {
          u1(0xE0 | (c >> 12)).u1(0x80 | ((c >> 6) & 0x3F)).u1(0x80 | (c & 0x3F));
        }
      }
      int length = size - lengthAt - 2;
      array[lengthAt] = (byte) (length >>> 8);
      array[lengthAt + 1] = (byte) length;
      return this;
    }

    Bytes append(Bytes other) {
      room(other.size);
      System.arraycopy(other.array, 0, array, size, other.size);
      size += other.size;
      return this;
    }

    private void room(int bytes) {
      if (size + bytes > array.length) {
        array = Arrays.copyOf(array, Math.max(size + bytes, 2 * array.length));
      }
    }

    int size() {
      return size;
    }

    byte[] toArray() {
      return Arrays.copyOf(array, size);
    }
  }

  void field(int access, String name, String descriptor) {
    fields.u2(access).u2(utf8(name)).u2(utf8(descriptor)).u2(0);
    fieldCount++;
  }

  void method(int access, String name, String descriptor, int stack, int locals, Bytes code) {
    int attributeBytes = 2 + 2 + 4 + code.size() + 2 + 2;
    methods.u2(access).u2(utf8(name)).u2(utf8(descriptor)).u2(1);
    methods.u2(utf8("Code")).u4(attributeBytes).u2(stack).u2(locals);
    methods.u4(code.size()).append(code).u2(0).u2(0);
    methodCount++;
  }

  /** The whole file, once all fields and methods have been added. */
  byte[] toArray(int access, String name, String superName, String... interfaces) {
    Bytes body = new Bytes();
    body.u2(access).u2(type(name)).u2(type(superName)).u2(interfaces.length);
    for (String each : interfaces) {
      body.u2(type(each));
    }
    body.u2(fieldCount).append(fields).u2(methodCount).append(methods).u2(0);
    Bytes file = new Bytes().u4(MAGIC).u2(0).u2(JAVA_17);
    return file.u2(constants + 1).append(pool).append(body).toArray();
  }

  /** The index of a class, by its internal name or, for an array, its descriptor. */
  int type(String internalName) {
    int name = utf8(internalName);
    Long key = key(CLASS, name, 0);
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    pool.u1(CLASS).u2(name);
    return added(key);
  }

  int fieldRef(String owner, String name, String descriptor) {
    return member(FIELD, owner, name, descriptor);
  }

  int methodRef(String owner, String name, String descriptor) {
    return member(METHOD, owner, name, descriptor);
  }

  int interfaceMethodRef(String owner, String name, String descriptor) {
    return member(INTERFACE_METHOD, owner, name, descriptor);
  }

  private int member(int tag, String owner, String name, String descriptor) {
    return pair(tag, type(owner), pair(NAME_AND_TYPE, utf8(name), utf8(descriptor)));
  }

  private int pair(int tag, int first, int second) {
    Long key = key(tag, first, second);
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    pool.u1(tag).u2(first).u2(second);
    return added(key);
  }

  private int utf8(String text) {
    Integer known = indexes.get(text);
    if (known != null) {
      return known;
    }
    pool.u1(UTF8).utf(text);
    return added(text);
  }

  private static Long key(int tag, int first, int second) {
    return ((long) tag << 32) | ((long) first << 16) | second;
  }

  /** Remembers a constant: a text by itself, the others by what they consist of. */
  private int added(Object key) {
    constants++;
    indexes.put(key, constants);
    return constants;
  }
}
