package io.tidemark.commit;

import io.tidemark.commit.plan.Edit;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Origin;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Limits;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/** {@code /v1/files/{fileId}/versions}: the content of files, now and before. */
public final class VersionEndpoints implements Endpoints {
  private static final int PAGE = 1000;
  private static final int DEFAULT_PAGE = 100;

  private final Commits commits;
  private final FileReads reads;

  public VersionEndpoints(Commits commits, FileReads reads) {
    this.commits = commits;
    this.reads = reads;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/files/:fileId/versions").handler(this::commit);
    router.get("/v1/files/:fileId/versions").handler(this::history);
    router.get("/v1/files/:fileId/versions/:version").handler(this::manifest);
    router.post("/v1/files/:fileId/rollback").handler(this::rollback);
  }

  private void commit(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    Origin origin;
    Edit edit;
    try {
      JsonObject body = Bodies.object(context);
      origin = Requests.origin(context, Requests.device(body));
      edit = Requests.edit(body, origin.device());
    } catch (Problem problem) {
      commits.metrics().refused(problem.code(), 1);
      throw problem;
    }
    FileEndpoints.answer(
        context, commits.of(fileId, ns -> new Mutation.Commit(origin, ns, fileId, edit)));
  }

  private void rollback(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    JsonObject body = Bodies.object(context);
    long version = Bodies.integer(body, "version", 1, Limits.INTEGER_MAX);
    Origin origin = Requests.origin(context, Requests.device(body));
    FileEndpoints.answer(
        context, commits.of(fileId, ns -> new Mutation.Rollback(origin, ns, fileId, version)));
  }

  private void history(RoutingContext context) {
    long below =
        Bodies.queryInteger(context, "pageToken", 1, Limits.INTEGER_MAX, Limits.INTEGER_MAX);
    int limit = (int) Bodies.queryInteger(context, "limit", 1, PAGE, DEFAULT_PAGE);
    reads
        .history(Callers.of(context).userId(), Bodies.pathUuid(context, "fileId"), below, limit)
        .onSuccess(page -> Answers.json(context, 200, page))
        .onFailure(context::fail);
  }

  private void manifest(RoutingContext context) {
    long version =
        Bodies.parse(
            "version",
            context.pathParam("version"),
            "a whole number from 1",
            text -> Math.max(0, Long.parseLong(text)));
    reads
        .manifest(Callers.of(context).userId(), Bodies.pathUuid(context, "fileId"), version)
        .onSuccess(manifest -> Answers.json(context, 200, manifest))
        .onFailure(context::fail);
  }
}
