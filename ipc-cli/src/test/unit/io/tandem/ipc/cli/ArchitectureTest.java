package io.tandem.ipc.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.tandem.ipc.Problem;
import io.tandem.ipc.TandemException;
import io.tandem.ipc.queue.Polling;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and who may do what, in all modules that are seen from here. */
class ArchitectureTest {

  private static final String ROOT = "io.tandem.ipc";
  private static final String MEMORY = ROOT + ".memory..";
  private static final String LIVENESS = ROOT + ".liveness..";
  private static final String WAIT = ROOT + ".wait..";
  private static final String CODEC = ROOT + ".codec..";
  private static final String OS = ROOT + ".os..";
  private static final String QUEUE = ROOT + ".queue..";
  private static final String TESTKIT = ROOT + ".testkit..";
  private static final String[] CORE = {ROOT, MEMORY, LIVENESS, WAIT, CODEC, OS};

  private static final DescribedPredicate<JavaClass> ERRORS =
      resideInAPackage(ROOT)
          .and(simpleNameEndingWith("Exception").or(type(Problem.class)))
          .as("are errors");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  // ---- who may know whom

  @Test
  void librariesDependOnTheJdkAndOnWhatIsBelowThemOnly() {
    holds(classes().that().resideInAnyPackage(CORE).should(onlyKnow(CORE)));
    holds(
        classes()
            .that()
            .resideInAPackage(QUEUE)
            .should(onlyKnow(QUEUE, ROOT, MEMORY, LIVENESS, WAIT, CODEC)));
  }

  @Test
  void shippedCodeDoesNotKnowTheTestKit() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TESTKIT));
  }

  @Test
  void packagesOfTheCoreKnowOnlyThoseBelowThem() {
    holds(classes().that().resideInAPackage(OS).should(onlyKnow(OS)));
    holds(classes().that(ERRORS).should(onlyKnowErrorsAnd()));
    holds(classes().that().resideInAPackage(CODEC).should(onlyKnowErrorsAnd(CODEC)));
    holds(classes().that().resideInAPackage(MEMORY).should(onlyKnowErrorsAnd(MEMORY, OS)));
    holds(classes().that().resideInAPackage(WAIT).should(onlyKnowErrorsAnd(WAIT, MEMORY, OS)));
    holds(
        classes()
            .that()
            .resideInAPackage(LIVENESS)
            .should(onlyKnowErrorsAnd(LIVENESS, WAIT, MEMORY, OS)));
  }

  @Test
  void moduleDescriptorsSayTheSame() throws Exception {
    ModuleDescriptor core = descriptorOf(TandemException.class);
    assertThat(core.name()).isEqualTo("io.tandem.ipc.core");
    assertThat(requiredBy(core)).containsExactly("java.base");
    assertThat(exportedBy(core))
        .isEqualTo(
            core.packages().stream()
                .filter(name -> !name.equals(ROOT + ".os"))
                .collect(Collectors.toSet()));

    ModuleDescriptor queue = descriptorOf(Polling.class);
    assertThat(queue.name()).isEqualTo("io.tandem.ipc.queue");
    assertThat(requiredBy(queue)).containsExactlyInAnyOrder("java.base", "io.tandem.ipc.core");
    assertThat(exportedBy(queue)).containsExactly(ROOT + ".queue");
  }

  // ---- who may do what

  @Test
  void onlyOsTouchesTheMachine() {
    ArchCondition<JavaClass> machine =
        viewBuffersAsVarHandles()
            .or(useFences())
            .or(declareNativeMethods())
            .or(loadLibraries())
            .or(lookUpProcesses())
            .or(reachIntoTheJdk());
    holds(noClasses().that().resideInAnyPackage(except(OS)).should(machine));
  }

  @Test
  void varHandlesServeTheMachineAndTheCodecsOnly() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(except(OS, CODEC))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(VarHandle.class));
  }

  @Test
  void librariesReadNoSystemPropertyOutsideOs() {
    List<String> readers =
        List.of(
            ROOT + ".liveness.DomainDirectory", // java.io.tmpdir, where there is no /dev/shm
            ROOT + ".liveness.Labels"); // sun.java.command, to name a participant in messages
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(except(OS))
            .and(not(namedAnyOf(readers)))
            .should(readProperties()));
    assertThat(readers).allMatch(CLASSES::contain);
  }

  @Test
  void librariesUseNoNetworkAndNoStandardStream() {
    holds(noClasses().that().resideInAnyPackage(except()).should(useNetwork().or(print())));
  }

  /** A rule that finds nothing proves nothing unless it finds {@link Offender}. */
  @ParameterizedTest
  @MethodSource("conditions")
  void everyConditionRecognisesAnOffender(ArchCondition<JavaClass> condition) {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    assertThat(noClasses().should(condition).evaluate(offender).hasViolation())
        .as(condition.getDescription())
        .isTrue();
  }

  static Stream<ArchCondition<JavaClass>> conditions() {
    return Stream.of(
        viewBuffersAsVarHandles(),
        useFences(),
        declareNativeMethods(),
        loadLibraries(),
        lookUpProcesses(),
        readProperties(),
        useNetwork(),
        print());
  }

  /** Does everything that only some may do. Never run. */
  private static final class Offender {
    static final VarHandle VIEW =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    static native void call();

    @SuppressWarnings("unused")
    static void offend() throws Exception {
      VIEW.setVolatile(ByteBuffer.allocateDirect(8), 0, 1L);
      VarHandle.fullFence();
      System.loadLibrary("some");
      System.out.println(ProcessHandle.current().pid() + System.getProperty("some"));
      new Socket(InetAddress.getLoopbackAddress(), 1).close();
    }
  }

  // ---- conditions

  private static DescribedPredicate<JavaClass> namedAnyOf(List<String> names) {
    return DescribedPredicate.describe(
        "are among " + names, candidate -> names.contains(candidate.getName()));
  }

  private static ArchCondition<JavaClass> viewBuffersAsVarHandles() {
    return calls("view buffers as VarHandles", MethodHandles.class, "byteBufferViewVarHandle");
  }

  private static ArchCondition<JavaClass> useFences() {
    return calls(
        "use fences",
        VarHandle.class,
        "fullFence",
        "acquireFence",
        "releaseFence",
        "loadLoadFence",
        "storeStoreFence");
  }

  private static ArchCondition<JavaClass> loadLibraries() {
    return calls("load libraries", System.class, "load", "loadLibrary")
        .or(calls("load libraries", Runtime.class, "load", "loadLibrary"));
  }

  private static ArchCondition<JavaClass> lookUpProcesses() {
    return dependOnClassesThat(type(ProcessHandle.class).as("look up processes"));
  }

  private static ArchCondition<JavaClass> reachIntoTheJdk() {
    return dependOnClassesThat(
        resideInAnyPackage("sun..", "jdk..", "com.sun..", "java.lang.foreign..")
            .as("reach into the JDK"));
  }

  private static ArchCondition<JavaClass> readProperties() {
    return calls("read properties", System.class, "getProperty", "getProperties", "getenv")
        .or(calls("read properties", Boolean.class, "getBoolean"))
        .or(calls("read properties", Integer.class, "getInteger"))
        .or(calls("read properties", Long.class, "getLong"));
  }

  private static ArchCondition<JavaClass> useNetwork() {
    DescribedPredicate<JavaClass> network =
        resideInAnyPackage("java.net..")
            .and(not(belongToAnyOf(URI.class, URISyntaxException.class, URL.class)))
            .or(type(SocketChannel.class));
    return dependOnClassesThat(network.as("use the network"));
  }

  private static ArchCondition<JavaClass> print() {
    return accessField(System.class, "out").or(accessField(System.class, "err"));
  }

  private static ArchCondition<JavaClass> declareNativeMethods() {
    return new ArchCondition<>("declare native methods") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.NATIVE))
            .forEach(
                method ->
                    events.add(SimpleConditionEvent.satisfied(method, method.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> calls(String what, Class<?> owner, String... names) {
    Set<String> wanted = Set.of(names);
    return callMethodWhere(
        new DescribedPredicate<JavaMethodCall>(what) {
          @Override
          public boolean test(JavaMethodCall call) {
            return call.getTargetOwner().isEquivalentTo(owner)
                && wanted.contains(call.getTarget().getName());
          }
        });
  }

  private static ArchCondition<JavaClass> onlyKnow(String... packages) {
    return onlyDepend(resideInAnyPackage(packages));
  }

  /** The errors stand below everything else. */
  private static ArchCondition<JavaClass> onlyKnowErrorsAnd(String... packages) {
    return onlyDepend(resideInAnyPackage(packages).or(ERRORS));
  }

  private static ArchCondition<JavaClass> onlyDepend(DescribedPredicate<JavaClass> known) {
    return onlyDependOnClassesThat(resideInAPackage("java..").or(known));
  }

  /** All packages of the libraries, but those. */
  private static String[] except(String... packages) {
    return Stream.concat(Stream.of(CORE), Stream.of(QUEUE))
        .filter(candidate -> !List.of(packages).contains(candidate))
        .toArray(String[]::new);
  }

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  // ---- module descriptors

  private static ModuleDescriptor descriptorOf(Class<?> member) throws URISyntaxException {
    Path place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    return ModuleFinder.of(place).findAll().iterator().next().descriptor();
  }

  private static Set<String> requiredBy(ModuleDescriptor module) {
    return module.requires().stream()
        .map(ModuleDescriptor.Requires::name)
        .collect(Collectors.toSet());
  }

  private static Set<String> exportedBy(ModuleDescriptor module) {
    assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    return module.exports().stream()
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }
}
