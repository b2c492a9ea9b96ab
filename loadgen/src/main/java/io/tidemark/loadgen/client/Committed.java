package io.tidemark.loadgen.client;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The hub's answer to one commit: sealed, because a refusal of one does not fail the others. */
public sealed interface Committed {

  /**
   * @param conflict whether it became a conflicted copy, because the parent was not the newest
   */
  record Done(UUID fileId, long version, long seq, boolean conflict) implements Committed {}

  record Refused(String code, String detail) implements Committed {}

  static Committed of(JsonObject json) {
    if (json.getString("fileId") == null || json.getInteger("status", 201) >= 300) {
      JsonObject problem = json.getJsonObject("problem", json);
      return new Refused(
          problem.getString("code", "unknown"), problem.getString("detail", json.encode()));
    }
    return new Done(
        UUID.fromString(json.getString("fileId")),
        json.getLong("version"),
        json.getLong("seq"),
        json.getJsonObject("conflict") != null);
  }
}
