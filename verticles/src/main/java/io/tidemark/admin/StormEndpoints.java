package io.tidemark.admin;

import io.tidemark.flow.Storm;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Endpoints;
import io.tidemark.journal.Namespaces;
import io.tidemark.journal.StormTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/**
 * {@code GET /v1/admin/team-folders/{ns}/storms}: for its owners, when the folder was so hot that
 * most of its pushes were saved.
 */
public final class StormEndpoints implements Endpoints {
  private static final int STORMS_MAX = 100;

  /** Several nodes may have seen each. */
  private static final int ROWS_EACH = 16;

  private final Namespaces namespaces;
  private final StormTable table;

  public StormEndpoints(Namespaces namespaces, StormTable table) {
    this.namespaces = namespaces;
    this.table = table;
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/admin/team-folders/:ns/storms").handler(this::list);
  }

  private void list(RoutingContext context) {
    int limit = (int) Bodies.queryInteger(context, "limit", 1, STORMS_MAX, STORMS_MAX);
    Owners.folder(namespaces, context)
        .compose(folder ->
            table
                .of(folder.ns(), limit * ROWS_EACH)
                .map(
                    storms -> json(folder.ns(), storms.subList(0, Math.min(limit, storms.size())))))
        .onSuccess(json -> Answers.json(context, 200, json))
        .onFailure(context::fail);
  }

  private static JsonObject json(UUID ns, List<Storm> storms) {
    JsonArray array = new JsonArray();
    for (Storm storm : storms) {
      JsonObject json =
          new JsonObject()
              .put("startedAt", storm.startedAt().toString())
              .put("epoch", storm.epoch())
              .put("from", storm.fromSeq())
              .put("to", storm.toSeq())
              .put("commits", storm.toSeq() - storm.fromSeq())
              .put("peakPushesPerSecond", storm.peakPerSecond())
              .put("suppressed", storm.suppressed());
      if (!storm.open()) {
        json.put("endedAt", storm.lastAt().toString());
      }
      array.add(json);
    }
    return new JsonObject().put("ns", ns.toString()).put("storms", array);
  }
}
