package io.tidemark.gateway;

import io.tidemark.http.Problem;
import io.tidemark.http.Problems;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Doorway} of one event loop: devices pass it before anything is done for them. */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
  private static final long CHECK_MILLIS = 10;

  private final GatewayLoop loop;
  private final Context context;
  private final LongSupplier clock;
  private final Doorway<Promise<Void>> doorway;
  private boolean checking;

  Entrance(GatewayLoop loop, Context context) {
    this.loop = loop;
    this.context = context;
    this.clock = GatewayLoop::nowMillis;
    GatewayOptions options = loop.node().options();
    this.doorway =
        new Doorway<>(options.hellosPerSecond() / (double) options.loops(), clock.getAsLong());
  }

  /**
   * Done when it is the device's turn; fails with a {@link Refusal} where it cannot wait for it.
   */
  Future<Void> pass() {
    if (loop.draining()) {
      return Future.failedFuture(draining());
    }
    Promise<Void> turn = Promise.promise();
    return switch (doorway.ask(turn, clock.getAsLong())) {
      case ENTER -> Future.succeededFuture();
      case WAIT -> {
        checkLater();
        yield turn.future()
            .compose(
                _ -> loop.draining() ? Future.failedFuture(draining()) : Future.succeededFuture());
      }
      case REFUSE -> Future.failedFuture(overBudget(Refused.BUDGET));
    };
  }

  /**
   * Refuses an upgrade as cheaply as can be, where so many come that a handshake for each would be
   * too much.
   *
   * @return whether it did
   */
  boolean refusesFlood(HttpServerRequest request) {
    if (!doorway.isFlooded(clock.getAsLong())) {
      return false;
    }
    Refusal refusal = overBudget(Refused.FLOOD);
    Problem problem = refusal.toProblem();
    request
        .response()
        .setStatusCode(ProblemCode.UNAVAILABLE.status())
        .putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()))
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(Problems.document(problem).toBuffer());
    return true;
  }

  /** When a device that cannot be served now shall come back: not with all the others. */
  int adviseMillis() {
    return doorway.adviseMillis(clock.getAsLong(), ThreadLocalRandom.current());
  }

  private Refusal draining() {
    loop.node().metrics().refused(Refused.DRAINING);
    return new Refusal(
        CloseCode.DRAINING,
        "the node is going down; come back, and you will reach another",
        ThreadLocalRandom.current().nextInt(Departures.SPREAD_MILLIS));
  }

  private Refusal overBudget(Refused reason) {
    loop.node().metrics().refused(reason);
    int afterMillis = adviseMillis();
    loop.mayWarn()
        .ifPresent(quiet ->
            LOG.warn(
                "devices turned away reason={} perSecond={} advisedMillis={} alsoUnsaid={}",
                reason.tag(),
                loop.node().options().hellosPerSecond(),
                afterMillis,
                quiet));
    return new Refusal(
        CloseCode.OVERLOADED,
        "more devices come than the "
            + loop.node().options().hellosPerSecond()
            + " a second that are let in; come back after the advised time",
        afterMillis);
  }

  private void checkLater() {
    if (!checking) {
      checking = true;
      context.owner().setTimer(CHECK_MILLIS, _ -> check());
    }
  }

  private void check() {
    checking = false;
    long now = clock.getAsLong();
    for (Promise<Void> next = doorway.next(now); next != null; next = doorway.next(now)) {
      next.complete();
    }
    if (doorway.anybodyWaits()) {
      checkLater();
    }
  }
}
