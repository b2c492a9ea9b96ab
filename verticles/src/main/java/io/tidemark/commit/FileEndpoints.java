package io.tidemark.commit;

import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Origin;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}: files and folders themselves. */
public final class FileEndpoints implements Endpoints {
  private final Commits commits;
  private final FileReads reads;

  public FileEndpoints(Commits commits, FileReads reads) {
    this.commits = commits;
    this.reads = reads;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/files").handler(this::create);
    router.get("/v1/files/:fileId").handler(this::read);
    router.patch("/v1/files/:fileId").handler(this::relocate);
    router.delete("/v1/files/:fileId").handler(this::trash);
    router.post("/v1/files/:fileId/undelete").handler(this::undelete);
  }

  private void create(RoutingContext context) {
    JsonObject body = Bodies.object(context);
    UUID ns = Bodies.uuid(body, "ns");
    EntryKind kind =
        body.getValue("kind") == null
            ? EntryKind.FILE
            : Bodies.named(body, "kind", EntryKind::ofWireName, "file or folder");
    Origin origin = Requests.origin(context, Requests.device(body));
    answer(context, commits.in(new Mutation.Create(origin, ns, Places.ofNew(ns, body), kind)));
  }

  private void read(RoutingContext context) {
    reads
        .file(Callers.of(context).userId(), Bodies.pathUuid(context, "fileId"))
        .onSuccess(file -> Answers.json(context, 200, file.json()))
        .onFailure(context::fail);
  }

  private void relocate(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    JsonObject body = Bodies.object(context);
    Origin origin = Requests.origin(context, Requests.device(body));
    Places.ofMoved(fileId, body, null); // The form, before anything is looked up.
    UUID parentId = Bodies.optionalUuid(body, "parentId");
    UUID asked = Bodies.optionalUuid(body, "ns");
    Future<@Nullable UUID> parentNs =
        parentId == null || asked != null
            ? Future.succeededFuture(null)
            : commits.namespaceOf(parentId).map(found -> found);
    // Whether a move changes anything is told by where the file is, not by where it was known to
    // be.
    Future<@Nullable UUID> known =
        asked == null
            ? Future.succeededFuture(null)
            : commits.namespaceOf(fileId).map(found -> found);
    answer(
        context,
        Future.all(parentNs, known)
            .map(_ -> parentNs.result())
            .compose(target ->
                commits.of(
                    fileId,
                    ns ->
                        new Mutation.Relocate(
                            origin, ns, fileId, Places.ofMoved(ns, body, target)))));
  }

  private void trash(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    long parentVersion = Bodies.queryInteger(context, "parentVersion", 0, Limits.INTEGER_MAX, -1);
    String device = context.request().getParam("device");
    Origin origin =
        Requests.origin(
            context,
            device == null
                ? null
                : Bodies.parse(
                    "device", device, "1-128 characters from [A-Za-z0-9._@-]", Ids::device));
    answer(
        context, commits.of(fileId, ns -> new Mutation.Trash(origin, ns, fileId, parentVersion)));
  }

  private void undelete(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    Origin origin = Requests.origin(context, Requests.device(Requests.optionalBody(context)));
    answer(context, commits.of(fileId, ns -> new Mutation.Undelete(origin, ns, fileId)));
  }

  /** Ends a request with what became of its mutation. */
  static void answer(RoutingContext context, Future<Outcome.Done> outcome) {
    outcome
        .onSuccess(done -> Answers.json(context, done.status(), Buffer.buffer(done.body())))
        .onFailure(context::fail);
  }
}
