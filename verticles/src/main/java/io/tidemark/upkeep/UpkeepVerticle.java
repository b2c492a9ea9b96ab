package io.tidemark.upkeep;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Upkeep} at its start, as far as commits depend on it, and then at intervals. */
public final class UpkeepVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(UpkeepVerticle.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final Upkeep upkeep;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  /** A round that outlasts the interval is not joined by a second one. */
  private Future<?> round = Future.succeededFuture();

  public UpkeepVerticle(Upkeep upkeep, InstantSource clock, MeterRegistry metrics) {
    this.upkeep = upkeep;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Fails if this month has no partition and none can be made: no commit could be written. */
  @Override
  public Future<?> start() {
    vertx.setPeriodic(INTERVAL.toMillis(), timer -> runRound());
    return upkeep.ensurePartitions(clock.instant());
  }

  private void runRound() {
    if (!round.isComplete()) {
      metrics.counter("upkeep_rounds_total", "result", "skipped").increment();
      return;
    }
    Instant now = clock.instant();
    round =
        upkeep
            .ensurePartitions(now)
            .compose(done -> upkeep.purge(now))
            .onSuccess(this::report)
            .onFailure(this::fail);
  }

  private void report(Purged purged) {
    metrics.counter("upkeep_rounds_total", "result", "done").increment();
    count("idempotency", purged.idempotencyRows());
    count("files", purged.files());
    count("versions", purged.versions());
    count("entries", purged.entries());
    LOG.info(
        "upkeep done idempotencyRows={} files={} versions={} entries={} complete={}",
        purged.idempotencyRows(),
        purged.files(),
        purged.versions(),
        purged.entries(),
        purged.complete());
  }

  private void count(String what, long rows) {
    metrics.counter("upkeep_purged_total", "what", what).increment((double) rows);
  }

  private void fail(Throwable cause) {
    metrics.counter("upkeep_rounds_total", "result", "failed").increment();
    LOG.warn(
        "upkeep failed, next try in minutes={} cause={}", INTERVAL.toMinutes(), cause.toString());
  }

  /** The round under way ends before the database goes. */
  @Override
  public Future<?> stop() {
    return round.otherwiseEmpty();
  }
}
