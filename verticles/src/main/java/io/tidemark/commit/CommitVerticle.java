package io.tidemark.commit;

import io.tidemark.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One lane: an event loop, a connection to PostgreSQL, and a queue. */
final class CommitVerticle extends VerticleBase {
  private final String postgresUri;
  private final Settings.Commit settings;
  private final CommitMetrics metrics;
  private final InstantSource clock;
  private @Nullable CommitLane lane;
  private @Nullable LaneConnection connection;

  CommitVerticle(
      String postgresUri, Settings.Commit settings, CommitMetrics metrics, InstantSource clock) {
    this.postgresUri = postgresUri;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    LaneConnection made = new LaneConnection(vertx, postgresUri);
    BatchRunner runner =
        new BatchRunner(made, clock, new TimeOrderedIds(clock, new SecureRandom()), metrics);
    connection = made;
    lane = new CommitLane(vertx, context, settings, runner, metrics);
    // Once more where a busy server was slow to let us in.
    return made.get().recover(failure -> made.get());
  }

  @Override
  public Future<?> stop() {
    return connection == null ? Future.succeededFuture() : connection.close();
  }

  /** The lane, once the verticle is deployed. */
  CommitLane lane() {
    if (lane == null) {
      throw new IllegalStateException("the verticle is not deployed");
    }
    return lane;
  }
}
