package io.tidemark.folder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderSettings;
import io.tidemark.flow.Storm;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs this node's folder windows: changes in, encoded pushes out. One per node. */
public final class FolderVerticle extends VerticleBase {
  private static final int WINDOWS_MAX = 100_000;
  private static final long NO_TIMER = -1;
  private static final long STORM_MILLIS = 2_000;

  private final FolderInterest interest;
  private final FolderWindows windows;
  private final FolderMetrics metrics;
  private final Counter dropped;
  private final Storms storms = new Storms(UUID::randomUUID);
  private final Consumer<Storm> stormReports;
  private final InstantSource clock;
  private long timer = NO_TIMER;
  private long timerMillis = Long.MAX_VALUE;

  /**
   * @param stormReports takes how storms stand, every few seconds while they last; must not block
   */
  public FolderVerticle(
      FolderInterest interest,
      int windowMillis,
      Consumer<Storm> stormReports,
      InstantSource clock,
      MeterRegistry metrics) {
    this.interest = interest;
    this.stormReports = stormReports;
    this.clock = clock;
    this.windows =
        new FolderWindows(new WindowPolicy(windowMillis), WINDOWS_MAX, interest::followers);
    this.metrics = new FolderMetrics(metrics, windows, storms);
    this.dropped = metrics.counter("folder_changes_unwanted_total");
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(STORM_MILLIS, _ -> storms.take(nowMillis()).forEach(stormReports));
    return Future.succeededFuture();
  }

  /** What owners have set for a folder counts from now on. After deployment, on any thread. */
  public void set(UUID ns, FolderSettings settings) {
    context.runOnContext(_ -> {
      interest.mute(ns, settings.muted());
      windows.set(ns, settings, nowMillis(), this::push);
      arm();
    });
  }

  /** A head that is known from elsewhere than the tail. After deployment, on any thread. */
  public void notice(UUID ns, int epoch, long seq) {
    context.runOnContext(_ -> {
      if (windows.notice(ns, epoch, seq)) {
        interest.notice(ns, epoch, seq);
      }
    });
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

  private void push(Push push) {
    UUID ns = push.delta().ns();
    if (interest.isWanted(ns)) {
      int followers = interest.followers(ns);
      Delta delta = PullSpread.fit(push.delta(), followers);
      metrics.pushed(push);
      storms.pushed(push, followers, nowMillis(), clock.instant());
      interest.deliver(
          EncodedDelta.of(delta, PullSpread.of(delta, push.windowMillis(), followers)));
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
