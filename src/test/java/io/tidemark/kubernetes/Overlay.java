package io.tidemark.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of one overlay, by what they are. */
record Overlay(String name, List<HasMetadata> objects) {

  static Overlay of(String name, ManifestFiles files, List<String> problems) {
    StrictModels models = new StrictModels(problems);
    List<Map<String, Object>> trees =
        new Kustomization(files, problems).build(files.folder("overlays/" + name));
    return new Overlay(name, trees.stream().map(models::parse).toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> Optional<T> find(Class<T> type, String called) {
    return all(type).stream()
        .filter(object -> called.equals(object.getMetadata().getName()))
        .findFirst();
  }

  Deployment hub() {
    return find(Deployment.class, "tidemark").orElseThrow();
  }

  Container hubContainer() {
    return hub().getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  Map<String, String> settings() {
    return find(ConfigMap.class, "tidemark-settings").orElseThrow().getData();
  }

  /** Of a setting; 0 if it is no number, which is a problem of its own. */
  int number(String setting) {
    String text = String.valueOf(settings().get(setting));
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** The pods that there will be, as their templates have them. */
  List<PodTemplateSpec> pods() {
    return Stream.concat(
            all(Deployment.class).stream().map(object -> object.getSpec().getTemplate()),
            all(StatefulSet.class).stream().map(object -> object.getSpec().getTemplate()))
        .toList();
  }

  static Stream<Container> containers(PodTemplateSpec pod) {
    return Stream.concat(
        pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream());
  }

  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    boolean byLabels =
        selector.getMatchLabels() == null
            || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
    return byLabels
        && selector.getMatchExpressions().stream()
            .allMatch(one ->
                "In".equals(one.getOperator())
                    && one.getValues().contains(labels.get(one.getKey())));
  }

  static boolean has(PodTemplateSpec pod, String port) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .anyMatch(one -> port.equals(one.getName()));
  }
}
