package io.tidemark.logout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.NodeHints;
import io.tidemark.flow.Revocation;
import io.tidemark.journal.KnownUsers;
import io.tidemark.journal.Revocations;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second which tokens were revoked, on whatever node, and at once when another node says
 * so. What it finds, nobody comes in with any more, and who is in with it goes.
 */
public final class RevocationWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);
  private static final String HINT = "revocations";
  private static final int LOOK_MILLIS = 900;

  /**
   * So much further back than the last look: a user who was just being read when a revocation came
   * is told it again.
   */
  private static final double OVERLAP_SECONDS = 30;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int REMEMBERED = 50_000;

  private final Vertx vertx;
  private final Context context;
  private final Revocations revocations;
  private final KnownUsers users;
  private final Connections connections;
  private final NodeHints hints;
  private final Counter counter;
  private final RecentlyApplied applied = new RecentlyApplied(REMEMBERED);
  private long lookedNanos = System.nanoTime();
  private boolean looking;
  private boolean again;
  private boolean away;
  private long timer;

  /** Those that are open on this node. */
  public interface Connections {

    /**
     * Closes those that have to end; from any thread.
     *
     * @param first whether this node has just heard of it
     */
    void revoke(Revocation revocation, boolean first);
  }

  public RevocationWatch(
      Vertx vertx,
      Revocations revocations,
      KnownUsers users,
      Connections connections,
      NodeHints hints,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.revocations = revocations;
    this.users = users;
    this.connections = connections;
    this.hints = hints;
    this.counter =
        Counter.builder("revocations")
            .description("Log-outs and revocations that this node has heard of")
            .register(registry);
  }

  public void start() {
    hints.listen(HINT, () -> context.runOnContext(_ -> look()));
    context.runOnContext(_ -> timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look()));
  }

  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(_ -> {
      vertx.cancelTimer(timer);
      stopped.complete();
    });
    return stopped.future();
  }

  /** One that was made on this node. Completes when it counts here; the others hear of it. */
  Future<Revocation> made(Revocation revocation) {
    hints.tell(HINT);
    Promise<Revocation> counts = Promise.promise();
    context.runOnContext(_ -> {
      apply(revocation);
      counts.complete(revocation);
    });
    return counts.future();
  }

  private void look() {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    long beganNanos = System.nanoTime();
    double seconds = (beganNanos - lookedNanos) / NANOS_PER_SECOND + OVERLAP_SECONDS;
    revocations
        .recent(seconds)
        .onComplete(recent -> {
          looking = false;
          if (recent.succeeded()) {
            looked(recent.result(), beganNanos);
          } else if (!away) {
            away = true;
            LOG.warn("revocations not read cause='{}'", String.valueOf(recent.cause()));
          }
          if (again) {
            again = false;
            look();
          }
        });
  }

  private void looked(List<Revocation> recent, long beganNanos) {
    away = false;
    lookedNanos = beganNanos;
    recent.forEach(this::apply);
  }

  private void apply(Revocation revocation) {
    boolean first = applied.isNew(revocation);
    if (first) {
      counter.increment();
    }
    users.accept(revocation);
    connections.revoke(revocation, first);
  }
}
