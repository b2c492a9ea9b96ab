package io.tidemark.team;

import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.PageToken;
import io.tidemark.journal.Database;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** {@code /v1/shares}: opens single files and folders to people or by link. */
public final class ShareEndpoints implements Endpoints {
  private static final int PAGE = 1000;
  private static final String BEFORE_ALL = new UUID(0, 0).toString();

  private final Shares shares;
  private final InstantSource clock;

  public ShareEndpoints(Database database, InstantSource clock) {
    this.shares = new Shares(database);
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/shares").handler(this::create);
    router.get("/v1/shares").handler(this::list);
    router.get("/v1/shares/:shareId").handler(this::read);
    router.delete("/v1/shares/:shareId").handler(this::remove);
  }

  private void create(RoutingContext context) {
    JsonObject body = Bodies.object(context);
    String grantee = Bodies.optionalString(body, "grantee");
    if (grantee != null) {
      Bodies.parse("grantee", grantee, "1-128 characters from [A-Za-z0-9._@-]", Ids::user);
    }
    shares
        .create(
            Callers.of(context),
            Bodies.uuid(body, "fileId"),
            grantee,
            Bodies.named(body, "permission", Role::ofWireName, "viewer, editor or owner"),
            Member.futureInstant(body, "expiresAt", clock.instant()))
        .onSuccess(share -> Answers.json(context, 201, share.json()))
        .onFailure(context::fail);
  }

  private void list(RoutingContext context) {
    UUID userId = Callers.of(context).userId();
    UUID after =
        Bodies.parse(
            "pageToken",
            PageToken.key(context.request().getParam("pageToken"), BEFORE_ALL),
            "a nextPageToken",
            Ids::uuid);
    int limit = (int) Bodies.queryInteger(context, "limit", 1, PAGE, PAGE);
    String fileId = context.request().getParam("fileId");
    Future<List<Share>> page =
        fileId == null
            ? shares.ofUser(userId, after, limit)
            : shares.ofFile(
                userId, Bodies.parse("fileId", fileId, "a UUID", Ids::uuid), after, limit);
    page.onSuccess(found -> Answers.json(context, 200, page(found, limit)))
        .onFailure(context::fail);
  }

  private static JsonObject page(List<Share> shares, int limit) {
    JsonArray array = new JsonArray();
    shares.forEach(share -> array.add(share.json()));
    JsonObject page = new JsonObject().put("shares", array);
    if (shares.size() == limit) {
      page.put("nextPageToken", PageToken.after(shares.getLast().shareId().toString()));
    }
    return page;
  }

  private void read(RoutingContext context) {
    shares
        .read(Callers.of(context).userId(), Bodies.pathUuid(context, "shareId"))
        .onSuccess(share -> Answers.json(context, 200, share.json()))
        .onFailure(context::fail);
  }

  private void remove(RoutingContext context) {
    shares
        .remove(Callers.of(context).userId(), Bodies.pathUuid(context, "shareId"))
        .onSuccess(removed -> Answers.empty(context))
        .onFailure(context::fail);
  }
}
