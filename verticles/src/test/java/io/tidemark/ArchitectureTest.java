package io.tidemark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The folders are the architecture; this holds the code to it. */
class ArchitectureTest {
  private static final List<String> FEATURES =
      List.of(
          "gateway",
          "folder",
          "catchup",
          "commit",
          "relay",
          "block",
          "team",
          "thumbnail",
          "admin",
          "cluster",
          "upkeep",
          "verify");

  private static final JavaClasses HUB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tidemark");

  @Test
  void feature_packages_never_import_one_another() {
    for (String feature : FEATURES) {
      String[] others =
          FEATURES.stream()
              .filter(other -> !other.equals(feature))
              .map(other -> "io.tidemark." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.tidemark." + feature + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .because("features meet in flow, journal and http")
          .allowEmptyShould(true)
          .check(HUB);
    }
  }

  @Test
  void only_app_knows_all_the_others() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidemark.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tidemark.app..")
        .check(HUB);
  }

  @Test
  void packages_do_not_form_cycles() {
    slices().matching("io.tidemark.(*)..").should().beFreeOfCycles().check(HUB);
  }

  @Test
  void the_protocol_knows_nothing_of_ours_and_no_server() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.netty..",
            "org.apache.kafka..",
            "io.tidemark.config..",
            "io.tidemark.flow..")
        .check(HUB);
  }

  @Test
  void what_a_device_is_sent_is_decided_without_vertx_and_io() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.session..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.netty..",
            "io.micrometer..",
            "org.slf4j..",
            "java.time..",
            "java.io..")
        .because("time, randomness and I/O come in from outside, so that they can be simulated")
        .check(HUB);
  }

  @Test
  void what_the_simulation_runs_knows_no_vertx_no_clock_and_no_chance_of_its_own() {
    noClasses()
        .that()
        .haveNameMatching(
            "io\\.tidemark\\.(session|simulation)\\..*"
                + "|io\\.tidemark\\.folder\\.(FolderWindows|Window|WindowPolicy|Heat|DeltaBucket|MutedFolder|Push)"
                + "|io\\.tidemark\\.journal\\.(JournalMemory|RememberedJournal).*"
                + "|io\\.tidemark\\.relay\\.RepeatFilter.*"
                + "|io\\.tidemark\\.cluster\\.(HomeTable|ClusterNode)"
                + "|io\\.tidemark\\.flow\\.(Compaction|Watermark)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "java.time..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .because("one seed must replay a whole run")
        .check(HUB);
  }

  @Test
  void one_class_of_the_gateway_knows_what_vertx_does_not_publish() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.gateway..")
        .and()
        .doNotHaveSimpleName("VertxInside")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.core.internal..", "io.vertx.core.impl..", "io.vertx.core.*.impl..")
        .check(HUB);
  }

  @Test
  void a_websocket_of_our_own_needs_no_vertx() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.websocket..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.tidemark.gateway..")
        .check(HUB);
  }

  @Test
  void verticles_extend_the_framework_and_nothing_of_ours() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Verticle")
        .should()
        .beAssignableTo(io.vertx.core.VerticleBase.class)
        .allowEmptyShould(true)
        .check(HUB);
  }
}
