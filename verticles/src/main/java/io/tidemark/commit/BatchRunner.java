package io.tidemark.commit;

import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.commit.plan.Planning;
import io.tidemark.commit.store.BatchTransaction;
import io.tidemark.http.Problem;
import io.tidemark.journal.DatabaseFailures;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a batch until each of it has an outcome. A batch that fails is run again one by one, so that
 * only what is to blame fails in the end; what lost a race is tried again a few times.
 */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
  private static final int ATTEMPTS = 4;

  /** A little longer than the server gives a statement: past this the server itself is away. */
  private static final long PATIENCE_MILLIS = 8_000;

  private static final int RETRY_AFTER_SECONDS = 2;

  /** Serialisation failure, deadlock, unique violation: someone else was faster. */
  private static final Set<String> RACES = Set.of("40001", "40P01", "23505");

  /** Lock not available, statement cancelled: the server is too busy. */
  private static final Set<String> TOO_SLOW = Set.of("55P03", "57014");

  private final LaneConnection connection;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final CommitMetrics metrics;

  BatchRunner(
      LaneConnection connection, InstantSource clock, Supplier<UUID> ids, CommitMetrics metrics) {
    this.connection = connection;
    this.clock = clock;
    this.ids = ids;
    this.metrics = metrics;
  }

  /** Succeeds with one completed future for each mutation, in their order. */
  Future<List<Future<Outcome>>> run(List<Mutation> batch) {
    return attempt(batch, 1);
  }

  private Future<List<Future<Outcome>>> attempt(List<Mutation> batch, int attempt) {
    metrics.batch(batch.size());
    return transaction(batch)
        .compose(planning -> settle(batch, planning))
        .recover(failure -> afterFailure(batch, attempt, failure));
  }

  private Future<Planning> transaction(List<Mutation> batch) {
    return connection
        .get()
        .compose(open -> new BatchTransaction(open, batch, clock, ids).run())
        .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Future<List<Future<Outcome>>> settle(List<Mutation> batch, Planning planning) {
    return switch (planning) {
      case Planning.Complete complete ->
          Future.succeededFuture(
              complete.outcomes().stream().map(Future::succeededFuture).toList());
      case Planning.Split split -> {
        int alone = split.index();
        yield inTurn(
            List.of(
                batch.subList(0, alone),
                batch.subList(alone, alone + 1),
                batch.subList(alone + 1, batch.size())));
      }
      case Planning.Incomplete incomplete ->
          Future.failedFuture(new IllegalStateException("a transaction ended while it asks"));
    };
  }

  private Future<List<Future<Outcome>>> afterFailure(
      List<Mutation> batch, int attempt, Throwable failure) {
    if (DatabaseFailures.isOutage(failure)) {
      LOG.warn("commit failed commits={} reason={}", batch.size(), failure.toString());
      connection.reset();
      return everyone(batch, DatabaseFailures.typed(failure));
    }
    String state = failure instanceof PgException refused ? refused.getSqlState() : "";
    if (batch.size() > 1) {
      metrics.splitBatch();
      return inTurn(batch.stream().map(List::of).toList());
    }
    if (RACES.contains(state) && attempt < ATTEMPTS) {
      metrics.retried();
      return attempt(batch, attempt + 1);
    }
    return everyone(batch, explained(state, failure));
  }

  private static Throwable explained(String state, Throwable failure) {
    return RACES.contains(state) || TOO_SLOW.contains(state)
        ? Problem.retry(
            ProblemCode.UNAVAILABLE,
            "too many change the same namespace at once; nothing was done",
            RETRY_AFTER_SECONDS)
        : failure;
  }

  private static Future<List<Future<Outcome>>> everyone(List<Mutation> batch, Throwable failure) {
    return Future.succeededFuture(Collections.nCopies(batch.size(), Future.failedFuture(failure)));
  }

  private Future<List<Future<Outcome>>> inTurn(List<List<Mutation>> parts) {
    Future<List<Future<Outcome>>> all = Future.succeededFuture(new ArrayList<>());
    for (List<Mutation> part : parts) {
      if (!part.isEmpty()) {
        all =
            all.compose(before ->
                attempt(part, 1)
                    .map(outcomes -> {
                      before.addAll(outcomes);
                      return before;
                    }));
      }
    }
    return all;
  }
}
