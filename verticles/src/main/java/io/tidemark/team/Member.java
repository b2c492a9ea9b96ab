package io.tidemark.team;

import io.tidemark.http.Bodies;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's part in a namespace.
 *
 * @param expiresAt null: for good
 */
record Member(String user, Role role, @Nullable Instant expiresAt) {

  /** The member that a body describes, whose user stands elsewhere. */
  static Member of(String user, JsonObject body, Instant now) {
    return new Member(
        Bodies.parse("user", user, "1-128 characters from [A-Za-z0-9._@-]", Ids::user),
        Bodies.named(body, "role", Role::ofWireName, "viewer, editor or owner"),
        futureInstant(body, "expiresAt", now));
  }

  static @Nullable Instant futureInstant(JsonObject body, String field, Instant now) {
    Instant instant = Bodies.optionalInstant(body, field);
    if (instant != null && !instant.isAfter(now)) {
      throw Bodies.wrong(field, instant, "a time to come");
    }
    return instant;
  }

  JsonObject json() {
    JsonObject json = new JsonObject().put("user", user).put("role", role.wireName());
    if (expiresAt != null) {
      json.put("expiresAt", expiresAt.toString());
    }
    return json;
  }
}
