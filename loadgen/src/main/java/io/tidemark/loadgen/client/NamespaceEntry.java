package io.tidemark.loadgen.client;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** One of a user's namespaces, as far as a tool needs it. */
public record NamespaceEntry(UUID ns, String kind, String name, long head) {

  static List<NamespaceEntry> listOf(JsonObject json) {
    return json.getJsonArray("namespaces").stream()
        .map(JsonObject.class::cast)
        .map(item ->
            new NamespaceEntry(
                UUID.fromString(item.getString("ns")),
                item.getString("kind"),
                item.getString("name"),
                item.getLong("head")))
        .toList();
  }
}
