package io.tidemark.loadgen.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes a call that may safely be made again until it is answered, a bounded number of times. */
final class Retry {
  static final int ATTEMPTS = 6;
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;

  private Retry() {}

  static <T> Future<T> of(Vertx vertx, Supplier<Future<T>> call) {
    return attempt(vertx, call, 1);
  }

  private static <T> Future<T> attempt(Vertx vertx, Supplier<Future<T>> call, int attempt) {
    return call.get()
        .recover(failure -> {
          if (attempt >= ATTEMPTS || !mayPass(failure)) {
            return Future.failedFuture(failure);
          }
          return vertx
              .timer(delayMillis(failure, attempt), TimeUnit.MILLISECONDS)
              .compose(_ -> attempt(vertx, call, attempt + 1));
        });
  }

  static boolean mayPass(Throwable failure) {
    return switch (failure) {
      case HubException refused -> refused.mayPass();
      case HubUnreachableException _ -> true;
      default -> false;
    };
  }

  /** Doubles, with jitter, so that many that failed together do not come back together. */
  private static long delayMillis(Throwable failure, int attempt) {
    long advised =
        failure instanceof HubException refused ? refused.retryAfterSeconds() * 1_000L : 0;
    long doubling = Math.min(LONGEST_MILLIS, FIRST_MILLIS << (attempt - 1));
    long jittered = doubling / 2 + ThreadLocalRandom.current().nextLong(doubling);
    return Math.max(Math.min(advised, LONGEST_MILLIS), jittered);
  }
}
