package io.tidemark.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Ends requests with what they asked for. */
public final class Answers {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private Answers() {}

  public static void json(RoutingContext context, int status, JsonObject body) {
    json(context, status, body.toBuffer());
  }

  /** JSON that is encoded already. */
  public static void json(RoutingContext context, int status, Buffer body) {
    if (context.response().ended() || context.response().closed()) {
      return; // The client left meanwhile.
    }
    context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
  }

  /** 204: done, and there is nothing to say about it. */
  public static void empty(RoutingContext context) {
    if (!context.response().ended() && !context.response().closed()) {
      context.response().setStatusCode(204).end();
    }
  }
}
