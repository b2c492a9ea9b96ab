package io.tidemark.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps and lists as YAML has them. */
final class Trees {
  private Trees() {}

  /** A copy of it, to be changed; empty if there is none. */
  static Map<String, Object> map(Object tree) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (tree instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
    }
    return copy;
  }

  static List<Object> list(Object tree) {
    List<Object> copy = new ArrayList<>();
    if (tree instanceof List<?> items) {
      items.forEach(item -> copy.add(copy(item)));
    }
    return copy;
  }

  static Object at(Object tree, String... path) {
    Object here = tree;
    for (String key : path) {
      here = here instanceof Map<?, ?> entries ? entries.get(key) : null;
    }
    return here;
  }

  static String text(Object tree, String... path) {
    return String.valueOf(at(tree, path));
  }

  private static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> entries -> map(entries);
      case List<?> items -> list(items);
      case null, default -> value;
    };
  }
}
