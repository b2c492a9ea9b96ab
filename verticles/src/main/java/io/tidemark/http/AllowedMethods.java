package io.tidemark.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.TreeSet;

/** Which methods a path answers: RFC 9110 wants them said with every 405. */
final class AllowedMethods {
  private AllowedMethods() {}

  /** As the header {@code Allow} has it. */
  static String of(Router router, String path) {
    String[] asked = path.split("/", -1);
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String pattern = route.getPath();
      if (pattern != null && route.methods() != null && fits(pattern.split("/", -1), asked)) {
        route.methods().forEach(method -> methods.add(method.name()));
      }
    }
    return String.join(", ", methods);
  }

  private static boolean fits(String[] pattern, String[] asked) {
    if (pattern.length != asked.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (!pattern[i].startsWith(":") && !pattern[i].equals(asked[i])) {
        return false;
      }
    }
    return true;
  }
}
