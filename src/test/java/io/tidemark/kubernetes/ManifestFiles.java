package io.tidemark.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files below {@code k8s/}, as trees; a test may read them with a mistake in one of them. */
final class ManifestFiles {
  private final Path root;
  private final BiFunction<String, String, String> altered;

  /**
   * @param altered what to read for a path and its content
   */
  ManifestFiles(Path root, BiFunction<String, String, String> altered) {
    this.root = root;
    this.altered = altered;
  }

  /** The repository, from wherever within it the tests run. */
  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("k8s/base/kustomization.yaml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "there is no k8s/base above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  static ManifestFiles asTheyAre() {
    return new ManifestFiles(repository().resolve("k8s"), (path, content) -> content);
  }

  boolean isFolder(Path path) {
    return Files.isDirectory(path);
  }

  Path folder(String name) {
    return root.resolve(name);
  }

  /** Every file in the folder that is YAML, by name. */
  SortedSet<String> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      TreeSet<String> names = new TreeSet<>();
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .forEach(file -> names.add(String.valueOf(file.getFileName())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file, read by the rules of YAML 1.1 as Kubernetes' own tools do. */
  List<Map<String, Object>> documents(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text(file))) {
      documents.add(Trees.map(document));
    }
    return documents;
  }

  private String text(Path file) {
    try {
      String path = root.relativize(file.normalize()).toString();
      return altered.apply(path, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
