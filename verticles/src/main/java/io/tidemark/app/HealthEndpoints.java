package io.tidemark.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /livez}, {@code /readyz} and {@code /metrics}: for probes and scrapers, without a
 * token.
 *
 * <p>Alive means that the event loop answers. Ready means that every dependency answered within
 * {@value #CHECK_TIMEOUT_MILLIS} ms, and that the node is not going down.
 */
final class HealthEndpoints implements Endpoints {
  private static final int CHECK_TIMEOUT_MILLIS = 2_000;

  private final BooleanSupplier draining;
  private final Supplier<JsonObject> cluster;
  private final Map<String, Supplier<Future<?>>> checks;
  private final PrometheusMeterRegistry registry;

  /**
   * @param draining whether the node is going down: no more devices are to be sent here, though it
   *     still serves those that it has
   * @param cluster the other nodes, for whoever looks; the node is as ready without them
   * @param checks by name of the dependency, in the order in which they are shown
   */
  HealthEndpoints(
      BooleanSupplier draining,
      Supplier<JsonObject> cluster,
      Map<String, Supplier<Future<?>>> checks,
      PrometheusMeterRegistry registry) {
    this.draining = draining;
    this.cluster = cluster;
    this.checks = checks;
    this.registry = registry;
  }

  @Override
  public void mount(Router router) {
    router.get("/livez").handler(context -> context.json(new JsonObject().put("status", "up")));
    router.get("/readyz").handler(this::ready);
    router
        .get("/metrics")
        .handler(context ->
            context
                .response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape()));
  }

  private void ready(RoutingContext context) {
    if (draining.getAsBoolean()) {
      // Nobody waits for a dependency to hear this.
      answer(
          context,
          503,
          new JsonObject()
              .put("status", "draining")
              .put("reason", "the node is going down; its devices are asked to leave")
              .put("dependencies", new JsonObject()));
      return;
    }
    List<Future<JsonObject>> answers = new ArrayList<>();
    checks.forEach((name, check) -> answers.add(checkOne(name, check)));
    Future.all(answers)
        .onSuccess(all -> {
          JsonObject dependencies = new JsonObject();
          boolean up = true;
          for (Future<JsonObject> answer : answers) {
            JsonObject one = answer.result();
            dependencies.put(one.getString("name"), one);
            up &= "up".equals(one.getString("status"));
            one.remove("name");
          }
          answer(
              context,
              up ? 200 : 503,
              new JsonObject()
                  .put("status", up ? "ready" : "not_ready")
                  .put("dependencies", dependencies)
                  .put("cluster", cluster.get()));
        })
        .onFailure(context::fail);
  }

  private static void answer(RoutingContext context, int status, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode());
  }

  /** Never fails: an outage is an answer. */
  private static Future<JsonObject> checkOne(String name, Supplier<Future<?>> check) {
    JsonObject answer = new JsonObject().put("name", name);
    Future<?> outcome;
    try {
      outcome = check.get();
    } catch (RuntimeException e) {
      outcome = Future.failedFuture(e);
    }
    return outcome
        .timeout(CHECK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .map(done -> answer.put("status", "up"))
        .otherwise(e ->
            answer
                .put("status", "down")
                .put("reason", e.getClass().getSimpleName() + ": " + e.getMessage()));
  }
}
