package io.tidemark.commit;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is counted about commits. An upload is one version that a client tries to commit. */
final class CommitMetrics {
  private final MeterRegistry registry;
  private final Counter attempted;
  private final Counter committed;
  private final Map<ProblemCode, Counter> failed = new EnumMap<>(ProblemCode.class);
  private final Timer duration;
  private final DistributionSummary batchSize;
  private final Counter queueRefusals;
  private final Counter splitBatches;
  private final Counter retries;

  CommitMetrics(MeterRegistry registry) {
    this.registry = registry;
    attempted = registry.counter("uploads.attempted");
    committed = registry.counter("uploads.committed");
    for (ProblemCode code : ProblemCode.values()) {
      failed.put(
          code, Counter.builder("uploads.failed").tag("code", code.code()).register(registry));
    }
    duration =
        Timer.builder("metadata.commit.duration")
            .description("From a lane's queue to the answer")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5))
            .register(registry);
    batchSize = registry.summary("commit.batch.size");
    queueRefusals = registry.counter("commit.queue.refused");
    splitBatches = registry.counter("commit.batch.split");
    retries = registry.counter("commit.retries");
  }

  void lane(int index, CommitLane lane) {
    Gauge.builder("commit.queue.depth", lane, CommitLane::depth)
        .tag("lane", Integer.toString(index))
        .register(registry);
  }

  void attempted(Mutation mutation) {
    if (mutation.uploads() > 0) {
      attempted.increment(mutation.uploads());
    }
  }

  void ended(Mutation mutation, Outcome.Done done) {
    if (mutation.uploads() > 0) {
      committed.increment(done.uploads());
      done.refused().forEach(this::failed);
    }
  }

  void failed(Mutation mutation, Throwable cause) {
    ProblemCode code = cause instanceof Problem problem ? problem.code() : ProblemCode.INTERNAL;
    for (int upload = 0; upload < mutation.uploads(); upload++) {
      failed(code);
    }
  }

  /** An upload that was refused before it became a mutation. */
  void refused(ProblemCode code, int uploads) {
    attempted.increment(uploads);
    for (int upload = 0; upload < uploads; upload++) {
      failed(code);
    }
  }

  private void failed(ProblemCode code) {
    requireNonNull(failed.get(code)).increment();
  }

  void took(long nanos) {
    duration.record(nanos, TimeUnit.NANOSECONDS);
  }

  void batch(int size) {
    batchSize.record(size);
  }

  void refusedByQueue() {
    queueRefusals.increment();
  }

  void splitBatch() {
    splitBatches.increment();
  }

  void retried() {
    retries.increment();
  }
}
