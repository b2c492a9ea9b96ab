package io.tidemark.http;

import io.tidemark.flow.Caller;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass that carries a valid token, and notes the caller for {@link Callers#of}.
 *
 * <p>The token stands in {@code Authorization: Bearer} or, where a browser cannot set a header, in
 * the query as {@code access_token}. It is never logged and never part of an answer.
 */
public final class Authentication implements Handler<RoutingContext> {
  private static final String SCHEME = "bearer ";

  private final TokenVerifier verifier;
  private final Function<Caller, Future<Void>> admit;

  /**
   * @param admit what must be done before a caller's first request goes on: making the user and the
   *     home known. Must be cheap from the second time on.
   */
  public Authentication(TokenVerifier verifier, Function<Caller, Future<Void>> admit) {
    this.verifier = verifier;
    this.admit = admit;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String token = tokenOf(request);
    if (token == null) {
      context.fail(
          Problem.of(
              ProblemCode.UNAUTHORIZED,
              "there is no token; send 'Authorization: Bearer <JWT>' or the query parameter"
                  + " access_token"));
      return;
    }
    Future<Caller> caller = verifier.verify(token).compose(this::admitted);
    if (caller.isComplete()) {
      proceed(context, caller);
      return;
    }
    // Nobody reads the body yet: without the pause it would be lost.
    request.pause();
    caller.onComplete(done -> {
      proceed(context, caller);
      request.resume(); // After whoever reads the body is in place.
    });
  }

  private Future<Caller> admitted(Caller caller) {
    return admit.apply(caller).map(caller);
  }

  private static void proceed(RoutingContext context, Future<Caller> caller) {
    if (caller.failed()) {
      context.fail(caller.cause());
      return;
    }
    Callers.put(context, caller.result());
    context.next();
  }

  /** The request's token; null where there is none. */
  public static @Nullable String tokenOf(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return header.length() > SCHEME.length()
              && header.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)
          ? header.substring(SCHEME.length()).strip()
          : null;
    }
    return request.getParam("access_token");
  }
}
