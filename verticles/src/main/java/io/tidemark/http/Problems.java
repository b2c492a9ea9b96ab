package io.tidemark.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure of a request into an RFC 9457 document: a {@link Problem} as it says, a lost
 * database into 503 with {@code Retry-After}, anything unforeseen into 500 that tells nothing of
 * the inside.
 */
public final class Problems implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final CharSequence PROBLEM_JSON =
      HttpHeaders.createOptimized("application/problem+json");
  private static final long DRAINED_BYTES = 64L << 20;
  private static final int[] UNMATCHED = {400, 404, 406, 415};

  /** Cannot connect now, shutting down, starting up, too many connections, deadlock, serialise. */
  private static final Set<String> PASSING_STATES =
      Set.of("57P01", "57P02", "57P03", "53300", "40P01", "40001", "55P03", "25006");

  private final MeterRegistry metrics;

  public Problems(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Before all other routes. */
  public void mount(Router router) {
    router.route().failureHandler(this);
    for (int status : UNMATCHED) {
      router.errorHandler(status, this);
    }
    router.errorHandler(
        405,
        context -> {
          String path = context.request().path();
          context.response().putHeader("Allow", AllowedMethods.of(router, path));
          handle(context);
        });
  }

  @Override
  public void handle(RoutingContext context) {
    answer(context, problemOf(context));
  }

  private void answer(RoutingContext context, Problem problem) {
    metrics.counter("http_refused_total", "code", problem.code().code()).increment();
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return; // The client left meanwhile.
    }
    if (response.headWritten()) {
      response.reset(); // Too late for a document; a cut answer must not look whole.
      return;
    }
    response.setStatusCode(problem.code().status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON);
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
    }
    if (problem.code() == ProblemCode.UNAUTHORIZED) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    drain(context.request());
    response.end(document(problem).toBuffer());
  }

  /**
   * Reads on and forgets, so that a client that is still sending gets to see the answer: a
   * connection closed under it would lose it. Not for ever, though.
   */
  private static void drain(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    AtomicLong forgotten = new AtomicLong();
    request.handler(part -> {
      if (forgotten.addAndGet(part.length()) > DRAINED_BYTES) {
        request.connection().close();
      }
    });
    request.resume();
  }

  /** The document's members; also for refusals that stand inside another answer. */
  public static JsonObject document(Problem problem) {
    JsonObject document =
        new JsonObject()
            .put("type", "urn:tidemark:problem:" + problem.code().code())
            .put("title", problem.code().title())
            .put("status", problem.code().status())
            .put("detail", problem.getMessage())
            .put("code", problem.code().code());
    problem.members().forEach(document::put);
    return document;
  }

  private static Problem problemOf(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure == null || failure instanceof HttpException) {
      return ofStatus(context, failure);
    }
    return of(failure, context.request().method() + " " + context.request().path());
  }

  /**
   * The refusal that a failure amounts to. What was unforeseen is logged.
   *
   * @param what what was being done, for the log; holds no token
   */
  public static Problem of(Throwable failure, String what) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (isPassing(failure)) {
      LOG.warn("database away request='{}' cause='{}'", what, failure.toString());
      return Problem.retry(
          ProblemCode.UNAVAILABLE, "the database cannot be reached just now; nothing was done", 2);
    }
    LOG.error("request failed request='{}'", what, failure);
    return Problem.of(
        ProblemCode.INTERNAL, "the hub failed on this request; its log says more to its operator");
  }

  private static boolean isPassing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedConnectionException
          || cause instanceof ClosedChannelException
          || cause instanceof java.net.SocketException
          || cause instanceof java.net.UnknownHostException) {
        return true;
      }
      if (cause instanceof PgException pg) {
        String state = pg.getSqlState();
        return state != null && (state.startsWith("08") || PASSING_STATES.contains(state));
      }
      String message = cause.getMessage();
      // The pool has no type of its own for these two.
      if (cause.getClass().getName().startsWith("io.vertx.")
          && message != null
          && (message.equals("Timeout") || message.toLowerCase(Locale.ROOT).contains("pool"))) {
        return true;
      }
    }
    return false;
  }

  private static Problem ofStatus(RoutingContext context, @Nullable Throwable failure) {
    int status =
        failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
    String request = context.request().method() + " " + context.request().path();
    return switch (status) {
      case 400 -> Problem.of(ProblemCode.MALFORMED, "the request cannot be read: " + request);
      case 401 -> Problem.of(ProblemCode.UNAUTHORIZED, "there is no valid token");
      case 403 -> Problem.of(ProblemCode.FORBIDDEN, "not allowed: " + request);
      case 404 -> Problem.of(ProblemCode.NOT_FOUND, "there is no " + context.request().path());
      case 405 ->
          Problem.of(
              ProblemCode.METHOD_NOT_ALLOWED,
              context.request().path() + " does not answer " + context.request().method());
      case 413 ->
          Problem.of(
              ProblemCode.TOO_LARGE, "the body is larger than " + Bodies.BODY_BYTES + " bytes");
      case 406, 415 ->
          Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json: " + request);
      default -> {
        LOG.error("request failed request='{}' status={}", request, status, failure);
        yield Problem.of(ProblemCode.INTERNAL, "the hub failed on this request");
      }
    };
  }
}
