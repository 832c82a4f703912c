package io.tandem.ipc.codec;

/** The codecs of types that consist of nothing else: found by class, in the order of their use. */
final class Leaves {
  private Leaves() {}

  /**
   * The codec of a primitive type or its box, String, primitive array, enum or value class of the
   * JDK; or null.
   */
  static Part<?> of(Class<?> type) {
    if (type == String.class) {
      return StringPart.CODEC;
    }
    if (type.isEnum()) {
      return EnumPart.ofRaw(type);
    }
    if (type.isArray()) {
      return ofArray(type.getComponentType());
    }
    Part<?> scalar = Scalar.of(type);
    return scalar != null ? scalar : Values.of(type);
  }

  private static Part<?> ofArray(Class<?> element) {
    return switch (element.getName()) {
      case "byte" -> PrimitiveArrays.OfByte.CODEC;
      case "long" -> PrimitiveArrays.OfLong.CODEC;
      case "int" -> PrimitiveArrays.OfInt.CODEC;
      case "double" -> PrimitiveArrays.OfDouble.CODEC;
      case "boolean" -> PrimitiveArrays.OfBoolean.CODEC;
      case "short" -> PrimitiveArrays.OfShort.CODEC;
      case "char" -> PrimitiveArrays.OfChar.CODEC;
      case "float" -> PrimitiveArrays.OfFloat.CODEC;
      default -> null;
    };
  }
}
