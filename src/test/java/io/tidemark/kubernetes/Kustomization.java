package io.tidemark.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Builds what {@code kustomization.yaml} of a folder says, as far as this repository uses
 * kustomize; what it does not know, and what has no effect, is a problem.
 */
final class Kustomization {
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "components",
          "images",
          "replicas",
          "patches");
  private static final Set<String> OF_NO_NAMESPACE = Set.of("Namespace");

  private final ManifestFiles files;
  private final List<String> problems;

  Kustomization(ManifestFiles files, List<String> problems) {
    this.files = files;
    this.problems = problems;
  }

  List<Map<String, Object>> build(Path folder) {
    Map<String, Object> spec = files.documents(folder.resolve("kustomization.yaml")).getFirst();
    String name = String.valueOf(folder.getFileName());
    spec.keySet().stream()
        .filter(key -> !KNOWN.contains(key))
        .forEach(key -> problems.add(name + ": kustomization has the unknown " + key));
    List<Map<String, Object>> objects = new ArrayList<>();
    SortedSet<String> unlisted = files.yamlFiles(folder);
    unlisted.remove("kustomization.yaml");
    List<Object> sources = Trees.list(spec.get("resources"));
    sources.addAll(Trees.list(spec.get("components")));
    for (Object source : sources) {
      Path path = folder.resolve(String.valueOf(source)).normalize();
      if (files.isFolder(path)) {
        objects.addAll(build(path));
      } else if (unlisted.remove(source)) {
        objects.addAll(files.documents(path));
      } else {
        problems.add(name + ": resource " + source + " is no file there, or is listed twice");
      }
    }
    for (Object patch : Trees.list(spec.get("patches"))) {
      String path = Trees.text(patch, "path");
      if (unlisted.remove(path)) {
        files.documents(folder.resolve(path)).forEach(one -> patch(name, path, objects, one));
      } else {
        problems.add(name + ": patch " + path + " is no file there, or is listed twice");
      }
    }
    unlisted.forEach(file -> problems.add(name + ": " + file + " is not listed"));
    Trees.list(spec.get("images")).forEach(image -> image(name, objects, image));
    Trees.list(spec.get("replicas")).forEach(count -> replicas(name, objects, count));
    if (spec.get("namespace") != null) {
      objects.stream()
          .filter(object -> !OF_NO_NAMESPACE.contains(Trees.text(object, "kind")))
          .forEach(object -> set(object, spec.get("namespace"), "metadata", "namespace"));
    }
    return objects;
  }

  private void patch(
      String name, String path, List<Map<String, Object>> objects, Map<String, Object> patch) {
    List<Map<String, Object>> hit =
        objects.stream().filter(object -> id(object).equals(id(patch))).toList();
    if (hit.size() != 1) {
      problems.add("%s: %s hits %d objects".formatted(name, path, hit.size()));
      return;
    }
    String before = hit.getFirst().toString();
    try {
      StrategicMerge.apply(hit.getFirst(), patch);
    } catch (IllegalArgumentException e) {
      problems.add("%s: %s: %s".formatted(name, path, e.getMessage()));
    }
    if (hit.getFirst().toString().equals(before)) {
      problems.add("%s: %s changes nothing".formatted(name, path));
    }
  }

  private void image(String name, List<Map<String, Object>> objects, Object image) {
    int hits = 0;
    for (Map<String, Object> object : objects) {
      Object pod = Trees.at(object, "spec", "template", "spec");
      for (String kind : List.of("containers", "initContainers")) {
        List<Object> containers = Trees.list(Trees.at(pod, kind));
        for (int i = 0; i < containers.size(); i++) {
          if (Trees.text(containers.get(i), "image").equals(Trees.at(image, "name"))) {
            Map<String, Object> container = Trees.map(containers.get(i));
            container.put(
                "image", Trees.text(image, "newName") + ":" + Trees.text(image, "newTag"));
            containers.set(i, container);
            hits++;
          }
        }
        if (!containers.isEmpty()) {
          set(object, containers, "spec", "template", "spec", kind);
        }
      }
    }
    if (hits == 0) {
      problems.add(name + ": no container has the image " + Trees.text(image, "name"));
    }
  }

  private void replicas(String name, List<Map<String, Object>> objects, Object count) {
    List<Map<String, Object>> hit =
        objects.stream()
            .filter(object -> Trees.at(object, "spec", "replicas") != null)
            .filter(
                object -> Trees.text(object, "metadata", "name").equals(Trees.at(count, "name")))
            .toList();
    if (hit.size() != 1) {
      problems.add("%s: replicas of %s hit %d objects".formatted(name, count, hit.size()));
    }
    hit.forEach(object -> set(object, Trees.at(count, "count"), "spec", "replicas"));
  }

  private static String id(Object object) {
    return "%s %s %s"
        .formatted(
            Trees.text(object, "apiVersion"),
            Trees.text(object, "kind"),
            Trees.text(object, "metadata", "name"));
  }

  private static void set(Map<String, Object> tree, Object value, String... path) {
    Map<String, Object> here = tree;
    for (int i = 0; i < path.length - 1; i++) {
      Map<String, Object> below = Trees.map(here.get(path[i]));
      here.put(path[i], below);
      here = below;
    }
    here.put(path[path.length - 1], value);
  }
}
