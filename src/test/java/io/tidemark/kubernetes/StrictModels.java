package io.tidemark.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects of Kubernetes out of trees. The models keep what they do not know; here that is a
 * problem, and so is a number where a text is wanted, which the models would accept and a cluster
 * refuses.
 */
final class StrictModels {
  private static final KubernetesSerialization MODELS = new KubernetesSerialization();
  private static final Map<Map<String, String>, Class<? extends HasMetadata>> TYPES =
      new ConcurrentHashMap<>();
  private static final Set<String> MAPS_OF_TEXT =
      Set.of("labels", "annotations", "matchLabels", "data", "limits", "requests");

  private final List<String> problems;

  StrictModels(List<String> problems) {
    this.problems = problems;
  }

  HasMetadata parse(Map<String, Object> tree) {
    String name = Trees.text(tree, "kind") + " " + Trees.text(tree, "metadata", "name");
    texts(name, "", tree);
    HasMetadata object;
    try {
      object = MODELS.convertValue(tree, type(tree));
    } catch (IllegalArgumentException e) {
      problems.add(name + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return new GenericKubernetesResource();
    }
    unknown(name, object);
    return object;
  }

  private static Class<? extends HasMetadata> type(Map<String, Object> tree) {
    return TYPES.computeIfAbsent(
        Map.of("apiVersion", Trees.text(tree, "apiVersion"), "kind", Trees.text(tree, "kind")),
        header -> {
          Class<?> found = MODELS.unmarshal(MODELS.asJson(header)).getClass();
          if (found == GenericKubernetesResource.class) {
            throw new IllegalArgumentException("no such kind in " + header.get("apiVersion"));
          }
          return found.asSubclass(HasMetadata.class);
        });
  }

  private void texts(String name, String key, Object tree) {
    switch (tree) {
      case Map<?, ?> entries ->
          entries.forEach((below, value) -> {
            boolean isText =
                value instanceof String || value instanceof Map || value instanceof List;
            boolean mustBe =
                MAPS_OF_TEXT.contains(key) || (key.equals("env") && below.equals("value"));
            if (mustBe && !isText) {
              problems.add("%s: %s has %s, which is no text; quote it".formatted(name, key, below));
            }
            texts(name, String.valueOf(below), value);
          });
      case List<?> items -> items.forEach(item -> texts(name, key, item));
      case null, default -> {}
    }
  }

  private void unknown(String name, Object value) {
    switch (value) {
      case null -> {}
      case Collection<?> items -> items.forEach(item -> unknown(name, item));
      case Map<?, ?> entries -> entries.values().forEach(item -> unknown(name, item));
      case Object object when object.getClass().getName().startsWith("io.fabric8.") ->
          fields(name, object);
      default -> {}
    }
  }

  private void fields(String name, Object object) {
    if (object instanceof Enum<?>) {
      return;
    }
    Class<?> type = object.getClass();
    while (type != null && type != Object.class) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        Object value = read(field, object);
        if (field.getName().equals("additionalProperties")
            && value instanceof Map<?, ?> more
            && !more.isEmpty()
            && !type.getSimpleName().equals("Quantity")) {
          problems.add("%s: %s has no %s".formatted(name, type.getSimpleName(), more.keySet()));
        }
        unknown(name, value);
      }
      type = type.getSuperclass();
    }
  }

  private static Object read(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
