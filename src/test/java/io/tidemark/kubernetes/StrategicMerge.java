package io.tidemark.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A patch applied as Kubernetes does: maps key by key, null removes, and a list is replaced, but
 * for those whose items have a name to be known by.
 */
final class StrategicMerge {
  /** By the list's own name; of those that a patch in this repository may touch. */
  private static final Map<String, String> NAMED_BY =
      Map.of(
          "containers", "name",
          "initContainers", "name",
          "env", "name",
          "volumes", "name",
          "volumeMounts", "mountPath");

  private static final Set<String> PLAIN_LISTS = Set.of("command", "accessModes", "rules", "tls");

  private StrategicMerge() {}

  static void apply(Map<String, Object> target, Map<String, Object> patch) {
    patch.forEach((key, value) -> {
      Object before = target.get(key);
      if (value == null) {
        if (target.remove(key) == null) {
          throw new IllegalArgumentException("a patch removes " + key + ", which is not there");
        }
      } else if (before instanceof Map<?, ?> && value instanceof Map<?, ?>) {
        Map<String, Object> merged = Trees.map(before);
        apply(merged, Trees.map(value));
        target.put(key, merged);
      } else if (before instanceof List<?> && value instanceof List<?>) {
        target.put(key, lists(key, Trees.list(before), Trees.list(value)));
      } else {
        target.put(key, value);
      }
    });
  }

  private static List<Object> lists(String key, List<Object> before, List<Object> patch) {
    String name = NAMED_BY.get(key);
    if (name == null) {
      if (!PLAIN_LISTS.contains(key)) {
        throw new IllegalArgumentException(
            "a patch has the list " + key + ": say in StrategicMerge whether it is replaced");
      }
      return patch;
    }
    for (Object item : patch) {
      Object wanted = Objects.requireNonNull(Trees.at(item, name), key + " without " + name);
      int at = 0;
      while (at < before.size() && !wanted.equals(Trees.at(before.get(at), name))) {
        at++;
      }
      if (at == before.size()) {
        before.add(item);
      } else {
        Map<String, Object> merged = Trees.map(before.get(at));
        apply(merged, Trees.map(item));
        before.set(at, merged);
      }
    }
    return before;
  }
}
