package io.tidemark.commit;

import io.tidemark.commit.plan.Place;
import io.tidemark.http.Bodies;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads where something is to stand. */
final class Places {
  private Places() {}

  /** {@code path}, or {@code name} with an optional {@code parentId}. */
  static Place ofNew(UUID ns, JsonObject body) {
    String path = Bodies.optionalString(body, "path");
    String name = Bodies.optionalString(body, "name");
    if ((path == null) == (name == null) || (path != null && body.containsKey("parentId"))) {
      throw Problem.of(
          ProblemCode.MALFORMED, "expected either path, or name with an optional parentId");
    }
    return path != null
        ? new Place.AtPath(ns, Requests.path(path))
        : new Place.InFolder(
            ns, Bodies.optionalUuid(body, "parentId"), Requests.name(String.valueOf(name)));
  }

  /**
   * What is asked of something that is there already.
   *
   * @param current the namespace that it is in
   * @param parentNs where the new parent is, if the body names one
   */
  static Place ofMoved(UUID current, JsonObject body, @Nullable UUID parentNs) {
    String path = Bodies.optionalString(body, "path");
    String name = Bodies.optionalString(body, "name");
    UUID asked = Bodies.optionalUuid(body, "ns");
    UUID ns = asked != null ? asked : parentNs;
    boolean toFolder = body.containsKey("parentId");
    if (path != null) {
      if (name != null || toFolder) {
        throw Problem.of(
            ProblemCode.MALFORMED, "expected either path, or name and parentId; not both");
      }
      return new Place.AtPath(ns, Requests.path(path));
    }
    String normalised = name == null ? null : Requests.name(name);
    if (toFolder || (ns != null && !ns.equals(current))) {
      return new Place.InFolder(ns, Bodies.optionalUuid(body, "parentId"), normalised);
    }
    if (normalised == null) {
      throw Problem.of(
          ProblemCode.MALFORMED, "nothing to change; expected name, parentId, path or ns");
    }
    return new Place.Renamed(normalised);
  }
}
