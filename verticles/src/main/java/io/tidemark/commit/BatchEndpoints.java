package io.tidemark.commit;

import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Origin;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/namespaces/{ns}/commits}: many versions in one request and one transaction. */
public final class BatchEndpoints implements Endpoints {
  private final Commits commits;

  public BatchEndpoints(Commits commits) {
    this.commits = commits;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/namespaces/:ns/commits").handler(this::commit);
  }

  private void commit(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    JsonObject body = Bodies.object(context);
    Origin origin = Requests.origin(context, Requests.device(body));
    List<JsonObject> objects = Bodies.objects(body, "commits", Limits.COMMITS_PER_BATCH);
    if (objects.isEmpty()) {
      throw Bodies.wrong("commits", "[]", "a list of 1-" + Limits.COMMITS_PER_BATCH + " commits");
    }
    List<Mutation.Item> items = new ArrayList<>(objects.size());
    int blocks = 0;
    try {
      for (JsonObject object : objects) {
        Mutation.Item item = item(context, object, origin.device());
        blocks += item.edit().blocks().size();
        items.add(item);
      }
      if (blocks > Limits.BLOCKS_PER_VERSION) {
        throw Problem.of(
            ProblemCode.TOO_LARGE,
            "the commits have "
                + blocks
                + " blocks in all; at most "
                + Limits.BLOCKS_PER_VERSION
                + " are allowed");
      }
    } catch (Problem problem) {
      commits.metrics().refused(problem.code(), objects.size());
      throw Problem.of(problem.code(), "commits[" + items.size() + "]: " + problem.getMessage());
    }
    FileEndpoints.answer(context, commits.in(new Mutation.CommitMany(origin, ns, items)));
  }

  private static Mutation.Item item(
      RoutingContext context, JsonObject object, @Nullable String batchDevice) {
    UUID fileId = Bodies.optionalUuid(object, "fileId");
    String path = Bodies.optionalString(object, "path");
    if ((fileId == null) == (path == null)) {
      throw Problem.of(ProblemCode.MALFORMED, "expected either path or fileId");
    }
    String device = Requests.device(object);
    return new Mutation.Item(
        fileId,
        path == null ? null : Requests.path(path),
        Requests.edit(
            object, device == null ? batchDevice : Callers.device(Callers.of(context), device)));
  }
}
