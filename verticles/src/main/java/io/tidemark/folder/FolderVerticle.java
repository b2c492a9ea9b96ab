package io.tidemark.folder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs this node's folder windows: changes in, encoded pushes out. One per node. */
public final class FolderVerticle extends VerticleBase {
  private static final int WINDOWS_MAX = 100_000;
  private static final long NO_TIMER = -1;

  private final FolderInterest interest;
  private final FolderWindows windows;
  private final MeterRegistry metrics;
  private final Counter dropped;
  private long timer = NO_TIMER;
  private long timerMillis = Long.MAX_VALUE;

  public FolderVerticle(FolderInterest interest, int windowMillis, MeterRegistry metrics) {
    this.interest = interest;
    this.windows = new FolderWindows(windowMillis, WINDOWS_MAX);
    this.metrics = metrics;
    this.dropped = metrics.counter("folder_changes_unwanted_total");
  }

  @Override
  public Future<?> start() {
    Gauge.builder("folder_windows", windows, FolderWindows::size).register(metrics);
    Gauge.builder("folder_windows_overflows", windows, FolderWindows::overflows).register(metrics);
    return Future.succeededFuture();
  }

  /**
   * Starts the tail on the loop of the windows: what it delivers is then handed over by a call, so
   * that no queue can grow between the two, and a tail that is too fast waits.
   *
   * @param tail what calls {@link #accept} from then on, on the context it is started on
   */
  public Future<Void> feedFrom(Supplier<Future<Void>> tail) {
    Promise<Void> started = Promise.promise();
    context.runOnContext(_ -> tail.get().onComplete(started));
    return started.future();
  }

  /** A change that passed on the tail, in order per folder. After deployment. */
  public void accept(FolderChange change) {
    if (!interest.wants(change)) {
      dropped.increment();
    } else if (context.equals(Vertx.currentContext())) {
      offer(change);
    } else {
      context.runOnContext(_ -> offer(change));
    }
  }

  private void offer(FolderChange change) {
    windows.offer(change, nowMillis(), this::push);
    arm();
  }

  private void flushDue() {
    timer = NO_TIMER;
    timerMillis = Long.MAX_VALUE;
    windows.flushDue(nowMillis(), this::push);
    arm();
  }

  private void push(Delta delta) {
    if (interest.isWanted(delta.ns())) {
      interest.deliver(EncodedDelta.of(delta));
    }
  }

  /** One timer for all windows; none while every folder is quiet. */
  private void arm() {
    long next = windows.nextDeadlineMillis();
    if (next >= timerMillis) {
      return;
    }
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
    timerMillis = next;
    timer = vertx.setTimer(Math.max(1, next - nowMillis()), _ -> flushDue());
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
