package io.tidemark.journal;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells an outage of PostgreSQL from a fault of a statement. */
public final class DatabaseFailures {
  private static final int RETRY_AFTER_SECONDS = 2;

  private DatabaseFailures() {}

  /** {@link #typed} as a failed future, for {@code recover}. */
  public static <T> Future<T> failed(Throwable failure) {
    return Future.failedFuture(typed(failure));
  }

  /**
   * An outage becomes a {@code Problem} that says when to come back; anything else stays what it
   * is.
   */
  public static Throwable typed(Throwable failure) {
    return isOutage(failure)
        ? Problem.retry(
            ProblemCode.UNAVAILABLE,
            "the database cannot be reached; nothing is known to be lost, try again",
            RETRY_AFTER_SECONDS)
        : failure;
  }

  /** Whether {@code failure} is PostgreSQL being away, starting, stopping or full of clients. */
  public static boolean isOutage(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> false;
      case PgException refused -> isOutageState(refused.getSqlState());
      case ClosedConnectionException _, IOException _, TimeoutException _ -> true;
      // The pool's own: no connection in time, too many waiting.
      case VertxException _ -> true;
      case Exception _, Error _ -> false;
      // Vert.x' failures that are but a message are plain throwables.
      default -> true;
    };
  }

  private static boolean isOutageState(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
  }
}
