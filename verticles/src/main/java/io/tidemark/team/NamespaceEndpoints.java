package io.tidemark.team;

import io.tidemark.flow.Caller;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.Watermark;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.protocol.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /v1/namespaces}: where the caller is a member, as {@code welcome} says it. */
public final class NamespaceEndpoints implements Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceEndpoints.class);

  private final Memberships memberships;
  private final WatermarkStore watermarks;

  public NamespaceEndpoints(Memberships memberships, WatermarkStore watermarks) {
    this.memberships = memberships;
    this.watermarks = watermarks;
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/namespaces").handler(this::list);
  }

  private void list(RoutingContext context) {
    Caller caller = Callers.of(context);
    String asked = context.request().getParam("device");
    if (asked != null) {
      Bodies.parse("device", asked, "1-128 characters from [A-Za-z0-9._@-]", Ids::device);
    }
    String device = Callers.device(caller, asked);
    memberships
        .currentOrLast(caller.userId())
        .compose(mine -> applied(caller, device).map(applied -> answer(mine, applied)))
        .onSuccess(answer -> Answers.json(context, 200, answer))
        .onFailure(context::fail);
  }

  /** Without Redis the list is no less true: a device knows its own watermarks best. */
  private Future<Map<UUID, Watermark>> applied(Caller caller, @Nullable String device) {
    if (device == null) {
      return Future.succeededFuture(Map.of());
    }
    return watermarks
        .get(new DeviceName(caller.user(), device))
        .recover(failure -> {
          LOG.warn("watermarks not read user={} cause='{}'", caller.user(), failure.toString());
          return Future.succeededFuture(Map.of());
        });
  }

  private static JsonObject answer(List<Membership> namespaces, Map<UUID, Watermark> applied) {
    JsonArray array = new JsonArray();
    for (Membership info : namespaces) {
      Watermark watermark = applied.get(info.ns());
      array.add(
          new JsonObject()
              .put("ns", info.ns().toString())
              .put("kind", info.kind().wireName())
              .put("name", info.name())
              .put("role", info.role().wireName())
              .put("epoch", info.epoch())
              .put("head", info.head())
              .put("watermark", watermark == null ? 0 : watermark.in(info)));
    }
    return new JsonObject().put("namespaces", array);
  }
}
