package io.tidemark.commit;

import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.config.Settings;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gathers mutations from all event loops and runs them batch by batch, one at a time. While a batch
 * is under way the next one grows: the busier the lane, the cheaper each commit.
 */
final class CommitLane {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Vertx vertx;
  private final Context context;
  private final Settings.Commit settings;
  private final BatchRunner runner;
  private final CommitMetrics metrics;
  private final LaneQueue<Waiting> queue;
  private final AtomicInteger depth = new AtomicInteger();
  private final AtomicBoolean woken = new AtomicBoolean();
  private boolean busy;
  private int previous;

  /**
   * @param context the lane's own; everything but {@link #submit} runs on it
   */
  CommitLane(
      Vertx vertx,
      Context context,
      Settings.Commit settings,
      BatchRunner runner,
      CommitMetrics metrics) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.runner = runner;
    this.metrics = metrics;
    this.queue = new LaneQueue<>(settings.queueLimit());
  }

  /** From any thread; the future completes on the caller's context. */
  Future<Outcome> submit(Mutation mutation) {
    Waiting waiting =
        new Waiting(mutation, vertx.getOrCreateContext(), Promise.promise(), System.nanoTime());
    if (!queue.offer(waiting)) {
      metrics.refusedByQueue();
      return Future.failedFuture(
          Problem.retry(
              ProblemCode.UNAVAILABLE,
              "too many commits wait; come back after the advised time",
              RETRY_AFTER_SECONDS));
    }
    depth.incrementAndGet();
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(awake -> wake());
    }
    return waiting.answer().future();
  }

  /** How many mutations wait or are under way. */
  int depth() {
    return depth.get();
  }

  private void wake() {
    woken.set(false);
    if (!busy) {
      next();
    }
  }

  private void next() {
    List<Waiting> batch = queue.take(settings.batchSize());
    if (batch.isEmpty()) {
      busy = false;
      previous = 0;
      return;
    }
    busy = true;
    previous = batch.size();
    // Composed, so that even what throws ends as a failure: a lane must never stay busy for ever.
    Future.succeededFuture(batch.stream().map(Waiting::mutation).toList())
        .compose(runner::run)
        .onComplete(ran -> {
          answer(batch, ran);
          gather();
        });
  }

  /** Where commits come thick enough to share a transaction, it is worth waiting for some more. */
  private void gather() {
    Waiting oldest = queue.oldest();
    if (oldest == null || previous == 1 || queue.weight() >= settings.batchSize()) {
      next();
      return;
    }
    long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - oldest.sinceNanos());
    long leftMillis = settings.batchMillis() - waitedMillis;
    if (leftMillis <= 0) {
      next();
    } else {
      vertx.setTimer(leftMillis, late -> next());
    }
  }

  /** Each caller's event loop is woken once for all of its answers. */
  private void answer(List<Waiting> batch, AsyncResult<List<Future<Outcome>>> ran) {
    depth.addAndGet(-batch.size());
    IdentityHashMap<Context, List<Runnable>> answers = new IdentityHashMap<>();
    for (int index = 0; index < batch.size(); index++) {
      Waiting waiting = batch.get(index);
      Future<Outcome> outcome =
          ran.succeeded() ? ran.result().get(index) : Future.failedFuture(ran.cause());
      metrics.took(System.nanoTime() - waiting.sinceNanos());
      answers
          .computeIfAbsent(waiting.caller(), caller -> new ArrayList<>())
          .add(() -> outcome.onComplete(waiting.answer()));
    }
    answers.forEach((caller, all) -> caller.runOnContext(awake -> all.forEach(Runnable::run)));
  }

  private record Waiting(
      Mutation mutation, Context caller, Promise<Outcome> answer, long sinceNanos)
      implements LaneQueue.Weighted {
    @Override
    public int weight() {
      return mutation.weight();
    }
  }
}
