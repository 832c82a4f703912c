package io.tandem.ipc.codec;

import io.tandem.ipc.CodecException;
import io.tandem.ipc.Problem;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The classes that may occur in a serialized message: the ones listed, their serializable
 * superclasses, what a listed sealed type permits, value and collection classes of the JDK, {@link
 * SerializableHandle}s, and arrays of all these. Every class that is not listed is refused before
 * any of its code runs.
 *
 * <p>The filter also bounds what damaged bytes can allocate: arrays may have, in sum, {@value
 * #ELEMENTS_PER_BYTE} elements per byte of the message. A true element takes a byte at least; the
 * rest is for hash tables, which are up to 2.7 times as large as their content.
 */
final class AllowList {
  static final int MAX_DEPTH = 512;
  static final int ELEMENTS_PER_BYTE = 4;

  /** A few empty collections, whose default capacities no byte stands for. */
  private static final int ELEMENTS_AT_LEAST = 256;

  /** Package, then classes; a star stands for all. No such package can hold another's classes. */
  private static final String JDK =
      """
      java.lang: Boolean Byte Character Double Enum Float Integer Long Number Object Short String
      java.lang: String$CaseInsensitiveComparator StringBuffer StringBuilder
      java.math: BigDecimal BigInteger MathContext RoundingMode
      java.net: URI
      java.time: *
      java.time.chrono: *
      java.util: AbstractMap$SimpleEntry AbstractMap$SimpleImmutableEntry ArrayDeque ArrayList
      java.util: Arrays$ArrayList BitSet CollSer Collections$CopiesList Collections$EmptyList
      java.util: Collections$EmptyMap Collections$EmptySet Collections$ReverseComparator
      java.util: Collections$ReverseComparator2 Collections$SetFromMap Collections$SingletonList
      java.util: Collections$SingletonMap Collections$SingletonSet
      java.util: Collections$SynchronizedCollection Collections$SynchronizedList
      java.util: Collections$SynchronizedMap Collections$SynchronizedRandomAccessList
      java.util: Collections$SynchronizedSet Collections$UnmodifiableCollection
      java.util: Collections$UnmodifiableList Collections$UnmodifiableMap
      java.util: Collections$UnmodifiableRandomAccessList Collections$UnmodifiableSet
      java.util: Collections$UnmodifiableSortedMap Collections$UnmodifiableSortedSet
      java.util: Comparators$NaturalOrderComparator Currency Date EnumMap EnumSet
      java.util: EnumSet$SerializationProxy HashMap HashSet Hashtable IdentityHashMap
      java.util: ImmutableCollections$List12 ImmutableCollections$ListN ImmutableCollections$Map1
      java.util: ImmutableCollections$MapN ImmutableCollections$Set12 ImmutableCollections$SetN
      java.util: JumboEnumSet LinkedHashMap LinkedHashSet LinkedList Locale Map$Entry PriorityQueue
      java.util: Properties RegularEnumSet Stack TreeMap TreeSet UUID Vector
      java.util.concurrent: ConcurrentHashMap ConcurrentHashMap$Segment ConcurrentLinkedDeque
      java.util.concurrent: ConcurrentLinkedQueue ConcurrentSkipListMap ConcurrentSkipListSet
      java.util.concurrent: CopyOnWriteArrayList CopyOnWriteArraySet TimeUnit
      java.util.concurrent.atomic: AtomicBoolean AtomicInteger AtomicLong AtomicReference
      java.util.concurrent.locks: AbstractOwnableSynchronizer AbstractQueuedSynchronizer
      java.util.concurrent.locks: ReentrantLock ReentrantLock$NonfairSync ReentrantLock$Sync
      """;

  private static final Set<String> OF_JDK = names(JDK);

  private final Class<?> root;
  private final Map<String, Class<?>> listed = new HashMap<>();

  private AllowList(Class<?> root) {
    this.root = root;
  }

  static AllowList of(Class<?> root, Class<?>... alsoAllowed) {
    if (!Serializable.class.isAssignableFrom(root)
        && !Modifier.isAbstract(root.getModifiers())
        && root != Object.class) {
      throw new CodecException(
          Problem.of("a class is not Serializable")
              .object(root.getTypeName())
              .next("Let it implement java.io.Serializable, make it a record, or write a Codec"));
    }
    AllowList list = new AllowList(root);
    list.add(root);
    for (Class<?> each : alsoAllowed) {
      list.add(each);
    }
    return list;
  }

  private void add(Class<?> type) {
    Class<?> element = element(type);
    if (element.isPrimitive() || listed.putIfAbsent(element.getName(), element) != null) {
      return;
    }
    Class<?> parent = element.getSuperclass();
    if (parent != null && Serializable.class.isAssignableFrom(parent)) {
      add(parent);
    }
    if (element.isSealed()) {
      for (Class<?> permitted : element.getPermittedSubclasses()) {
        add(permitted);
      }
    }
  }

  private static Class<?> element(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  /**
   * A listed class by its name, so that it comes from the class loader of the one who listed it.
   */
  Class<?> byName(String name) {
    return listed.get(name);
  }

  boolean allows(Class<?> type) {
    Class<?> element = element(type);
    if (element.isPrimitive() || listed.get(element.getName()) == element || ofJdk(element)) {
      return true;
    }
    // The class of an enum constant with a body.
    Class<?> parent = element.getSuperclass();
    return (parent != null && parent.isEnum() && listed.get(parent.getName()) == parent)
        || isListedLambda(element)
        || SerializableHandle.class.isAssignableFrom(element);
  }

  /** A lambda is as harmless as the class in whose source it stands. */
  private boolean isListedLambda(Class<?> type) {
    int end = type.isHidden() ? type.getName().indexOf("$$Lambda") : -1;
    return end > 0
        && listed.containsKey(type.getName().substring(0, end))
        && listed.containsKey(SerializedLambda.class.getName());
  }

  private static boolean ofJdk(Class<?> type) {
    return OF_JDK.contains(type.getName()) || OF_JDK.contains(type.getPackageName().concat(".*"));
  }

  private static Set<String> names(String text) {
    Set<String> names = new HashSet<>();
    for (String line : text.lines().toList()) {
      StringTokenizer words = new StringTokenizer(line, " :");
      String prefix = words.nextToken();
      while (words.hasMoreTokens()) {
        names.add(prefix + "." + words.nextToken());
      }
    }
    return names;
  }

  static Problem problem(Class<?> root, Class<?> refused) {
    String name = element(refused).getTypeName();
    return Problem.of("a class is not allowed in serialized messages")
        .fact("class", name)
        .next(
            "If it is harmless, allow it on both sides: Codecs.serializable("
                + root.getSimpleName()
                + ".class, "
                + element(refused).getSimpleName()
                + ".class)");
  }

  /** The filter for one message. */
  Filter filter(int sizeBytes) {
    return new Filter(sizeBytes);
  }

  final class Filter implements ObjectInputFilter {
    private final int sizeBytes;
    private long elementsLeft;
    private Problem refusal;

    private Filter(int sizeBytes) {
      this.sizeBytes = sizeBytes;
      this.elementsLeft = ELEMENTS_AT_LEAST + (long) ELEMENTS_PER_BYTE * sizeBytes;
    }

    /** Why the last thing was refused, or null if nothing was. */
    Problem refusal() {
      return refusal;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      Class<?> type = info.serialClass();
      if (type != null && !allows(type)) {
        return refuse(problem(root, type));
      }
      elementsLeft -= Math.max(0, info.arrayLength());
      if (elementsLeft < 0) {
        return refuse(
            Problem.of("a serialized message asks for more memory than its size allows")
                .fact("size", sizeBytes + " bytes")
                .fact("array length", info.arrayLength())
                .next(Problems.DAMAGED));
      }
      if (info.depth() > MAX_DEPTH || info.references() > sizeBytes) {
        return refuse(
            Problem.of("a serialized message is nested too deeply, or refers to itself too often")
                .fact("depth", info.depth())
                .fact("limit", MAX_DEPTH)
                .fact("references", info.references())
                .next("Send flat collections instead of long chains of objects"));
      }
      return type == null ? Status.UNDECIDED : Status.ALLOWED;
    }

    private Status refuse(Problem problem) {
      refusal = problem;
      return Status.REJECTED;
    }
  }
}
