package io.tidemark.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests as they are fit the hub as it is. */
class ManifestsTest {
  private static final HubFacts FACTS = HubFacts.read();

  static List<String> problems(String overlay, ManifestFiles files) {
    List<String> problems = new ArrayList<>();
    Overlay built = Overlay.of(overlay, files, problems);
    if (!problems.isEmpty()) {
      return problems;
    }
    new WorkloadChecks(built, FACTS, problems).run();
    new NetworkChecks(built, FACTS, problems).run();
    new MonitoringChecks(built, FACTS, problems).run();
    return problems;
  }

  @ParameterizedTest
  @ValueSource(strings = {"laptop", "production"})
  void an_overlay_fits_the_hub(String overlay) {
    assertThat(problems(overlay, ManifestFiles.asTheyAre())).isEmpty();
  }

  @Test
  void no_manifest_holds_a_secret() throws Exception {
    try (Stream<Path> files = Files.walk(ManifestFiles.repository().resolve("k8s"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(Files.readString(file)).doesNotContain("kind: Secret\n", "stringData:"));
    }
  }

  @Test
  void the_image_starts_java_as_the_launcher_does() {
    assertThat(FACTS.imageFlags()).isEqualTo(FACTS.launcherFlags());
  }

  @Test
  void the_image_stands_on_a_base_known_by_its_hash() {
    assertThat(FACTS.pom()).containsPattern("<image.base>\\S+@sha256:[0-9a-f]{64}</image.base>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"laptop", "production"})
  void kustomize_makes_the_same_of_the_files(String overlay) throws Exception {
    Path folder = ManifestFiles.repository().resolve("k8s/overlays/" + overlay);
    String theirs = kubectl(folder);
    List<String> problems = new ArrayList<>();
    List<Map<String, Object>> ours =
        new Kustomization(ManifestFiles.asTheyAre(), problems).build(folder);
    List<Object> parsed = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(theirs).forEach(parsed::add);
    assertThat(problems).isEmpty();
    assertThat(ours.stream().map(ManifestsTest::ordered))
        .containsExactlyInAnyOrderElementsOf(parsed.stream().map(ManifestsTest::ordered).toList());
  }

  private static String kubectl(Path folder) throws Exception {
    Path output = Files.createTempFile("kustomize", ".yaml");
    try {
      Process process =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(20, TimeUnit.SECONDS);
      assertThat(ended && process.exitValue() == 0).as("kubectl kustomize " + folder).isTrue();
      return Files.readString(output);
    } catch (java.io.IOException e) {
      return Assumptions.abort("there is no kubectl here");
    } finally {
      Files.delete(output);
    }
  }

  /** With lists of objects in one order: kustomize puts what a patch adds at another place. */
  private static String ordered(Object tree) {
    return switch (tree) {
      case Map<?, ?> entries ->
          entries.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + ordered(entry.getValue()))
              .sorted()
              .toList()
              .toString();
      case List<?> items ->
          items.stream()
              .map(ManifestsTest::ordered)
              .sorted(
                  items.stream().allMatch(Map.class::isInstance)
                      ? Comparator.naturalOrder()
                      : (_, _) -> 0)
              .toList()
              .toString();
      case null, default -> String.valueOf(tree);
    };
  }
}
