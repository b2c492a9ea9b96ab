package io.tidemark.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.config.Settings;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings each mutation to its namespace's lane and its outcome back. For all event loops. */
public final class Commits {

  /** A file that is moved between namespaces faster than it can be found is let go. */
  private static final int CHASES = 4;

  private final List<CommitLane> lanes;
  private final FileLocator locator;
  private final CommitMetrics metrics;

  private Commits(List<CommitLane> lanes, FileLocator locator, CommitMetrics metrics) {
    this.lanes = lanes;
    this.locator = locator;
    this.metrics = metrics;
  }

  /**
   * Deploys the lanes. They end with {@code vertx}.
   *
   * @param database for look-ups outside of the lanes
   */
  public static Future<Commits> start(
      Vertx vertx,
      String postgresUri,
      Database database,
      Settings.Commit settings,
      MeterRegistry registry,
      InstantSource clock) {
    CommitMetrics metrics = new CommitMetrics(registry);
    List<CommitVerticle> verticles = new ArrayList<>();
    List<Future<String>> deployed = new ArrayList<>();
    for (int index = 0; index < settings.lanes(); index++) {
      CommitVerticle verticle = new CommitVerticle(postgresUri, settings, metrics, clock);
      verticles.add(verticle);
      deployed.add(vertx.deployVerticle(verticle));
    }
    return Future.all(deployed)
        .map(all -> {
          List<CommitLane> lanes = verticles.stream().map(CommitVerticle::lane).toList();
          for (int index = 0; index < lanes.size(); index++) {
            metrics.lane(index, lanes.get(index));
          }
          return new Commits(lanes, new FileLocator(database), metrics);
        });
  }

  /** A mutation in a namespace that the caller names. */
  Future<Outcome.Done> in(Mutation mutation) {
    return submit(mutation)
        .compose(outcome ->
            switch (outcome) {
              case Outcome.Done done -> Future.succeededFuture(done);
              case Outcome.Refused refused -> Future.failedFuture(refused.problem());
              case Outcome.Elsewhere elsewhere ->
                  Future.failedFuture(new IllegalStateException("no file was named: " + elsewhere));
            });
  }

  /** A mutation of a file, wherever it is. */
  Future<Outcome.Done> of(UUID fileId, Function<UUID, Mutation> inNamespace) {
    return locator
        .locate(fileId)
        .onFailure(failure -> countUnlocated(inNamespace.apply(fileId), failure))
        .compose(ns -> chase(fileId, ns, inNamespace, 1));
  }

  /** The namespace that a file is in just now. */
  Future<UUID> namespaceOf(UUID fileId) {
    return locator.locateAnew(fileId);
  }

  CommitMetrics metrics() {
    return metrics;
  }

  private Future<Outcome.Done> chase(
      UUID fileId, UUID ns, Function<UUID, Mutation> inNamespace, int chase) {
    Mutation mutation = inNamespace.apply(ns);
    if (chase == 1) {
      metrics.attempted(mutation);
    }
    return submit(mutation)
        .compose(outcome ->
            switch (outcome) {
              case Outcome.Done done -> Future.succeededFuture(done);
              case Outcome.Refused refused -> Future.failedFuture(refused.problem());
              case Outcome.Elsewhere elsewhere -> {
                locator.note(fileId, elsewhere.ns());
                yield chase < CHASES
                    ? chase(fileId, elsewhere.ns(), inNamespace, chase + 1)
                    : Future.failedFuture(
                        Problem.retry(ProblemCode.UNAVAILABLE, "the file is being moved", 1));
              }
            });
  }

  private void countUnlocated(Mutation mutation, Throwable failure) {
    metrics.attempted(mutation);
    metrics.failed(mutation, failure);
  }

  private Future<Outcome> submit(Mutation mutation) {
    int lane = Math.floorMod((mutation.ns().hashCode() * 0x9E3779B9) >>> 8, lanes.size());
    return lanes
        .get(lane)
        .submit(mutation)
        .onComplete(ended -> count(mutation, ended.result(), ended.cause()));
  }

  private void count(Mutation mutation, @Nullable Outcome outcome, @Nullable Throwable failure) {
    switch (outcome) {
      case Outcome.Done done -> metrics.ended(mutation, done);
      case Outcome.Refused refused -> metrics.failed(mutation, refused.problem());
      case Outcome.Elsewhere elsewhere -> {}
      case null ->
          metrics.failed(mutation, failure == null ? new IllegalStateException() : failure);
    }
  }
}
