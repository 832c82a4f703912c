package io.tandem.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records in named modules, in a JVM of their own whose module path holds Tandem and the module.
 */
final class RecordModulesTest {
  private static final String MAIN =
      """
      package shop;

      import io.tandem.ipc.codec.*;
      import java.lang.invoke.MethodHandles;

      public final class Main {
        private record Order(long id, String symbol) {}

        public static void main(String[] arguments) {
          try {
            Codec<Order> codec =
                arguments.length == 0
                    ? Codecs.of(Order.class)
                    : Codecs.record(
                        Order.class,
                        arguments[0].equals("full")
                            ? MethodHandles.lookup()
                            : MethodHandles.publicLookup());
            Sink sink = new Sink();
            codec.encode(new Order(7, "ACME"), sink);
            Source source = new Source();
            source.reset(sink.array(), 0, sink.size());
            System.out.println(codec.decode(source) + " in " + Codecs.class.getModule());
          } catch (RuntimeException e) {
            System.out.println(e.getMessage());
          }
        }
      }
      """;

  /** A module that has records and has never heard of Tandem. */
  private static final String MODEL =
      """
      package model;

      public record Item(long id, String name) {}
      """;

  private static final String USER =
      """
      package user;

      import io.tandem.ipc.codec.*;

      public final class Main {
        public static void main(String[] arguments) {
          Codec<model.Item> codec = Codecs.of(model.Item.class);
          Sink sink = new Sink();
          codec.encode(new model.Item(7, "thing"), sink);
          Source source = new Source();
          source.reset(sink.array(), 0, sink.size());
          System.out.println(codec.decode(source));
        }
      }
      """;

  @TempDir Path directory;

  private Path module(String name, String info, String path, String text, String... modulePath)
      throws Exception {
    Path sources = directory.resolve("src").resolve(name);
    Compiled.source(sources, "module-info.java", info);
    Compiled.source(sources, path, text);
    Path classes = directory.resolve("modules").resolve(name);
    List<String> path1 = new ArrayList<>(List.of(modulePath));
    path1.add(Compiled.ownClasses().toString());
    Compiled.compile(
        sources, classes, "--module-path", String.join(File.pathSeparator, path1), "-Xlint:none");
    return classes;
  }

  private String run(String main, List<Path> modules, String... arguments) throws Exception {
    List<String> path = new ArrayList<>(List.of(Compiled.ownClasses().toString()));
    modules.forEach(module -> path.add(module.toString()));
    Path output = Files.createTempFile(directory, "output", ".txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--module-path",
                String.join(File.pathSeparator, path),
                "--module",
                main));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8).strip();
  }

  private Path shop(String moduleInfo) throws Exception {
    return module("shop", moduleInfo, "shop/Main.java", MAIN);
  }

  @Test
  void aRecordThatIsNotOpenIsRefusedWithBothWaysOut() throws Exception {
    Path shop = shop("module shop { requires io.tandem.ipc.core; }");
    assertThat(run("shop/shop.Main", List.of(shop)))
        .isEqualTo(
            "Tandem may not reach the components of a record: record shop.Main$Order; module shop."
                + " Add 'opens shop to io.tandem.ipc.core;' to the module-info of shop, or give the"
                + " lookup of a class in that module: Codecs.record(Order.class,"
                + " MethodHandles.lookup()).");
  }

  @Test
  void aLookupOfTheModuleWillDo() throws Exception {
    Path shop = shop("module shop { requires io.tandem.ipc.core; }");
    assertThat(run("shop/shop.Main", List.of(shop), "full"))
        .isEqualTo("Order[id=7, symbol=ACME] in module io.tandem.ipc.core");
  }

  @Test
  void aLookupWithoutRightsIsRefused() throws Exception {
    Path shop = shop("module shop { requires io.tandem.ipc.core; }");
    assertThat(run("shop/shop.Main", List.of(shop), "public"))
        .contains("Tandem may not reach the components of a record")
        .contains("Give the full lookup of a class in the record's module");
  }

  @Test
  void anOpenPackageNeedsNoLookup() throws Exception {
    Path shop = shop("module shop { requires io.tandem.ipc.core; opens shop; }");
    assertThat(run("shop/shop.Main", List.of(shop)))
        .isEqualTo("Order[id=7, symbol=ACME] in module io.tandem.ipc.core");
  }

  @Test
  void theRecordsModuleNeedNotRequireTandem() throws Exception {
    Path model =
        module("model", "module model { exports model; opens model; }", "model/Item.java", MODEL);
    Path user =
        module(
            "user",
            "module user { requires model; requires io.tandem.ipc.core; }",
            "user/Main.java",
            USER,
            model.toString());
    assertThat(run("user/user.Main", List.of(model, user))).isEqualTo("Item[id=7, name=thing]");
  }
}
