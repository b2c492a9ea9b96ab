package io.tidemark.loadgen.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Where tokens come from: the embedded profile's {@code /v1/dev/token}. */
public final class Tokens {
  private final Vertx vertx;
  private final HubHttp http;

  public Tokens(Vertx vertx, HubHttp http) {
    this.vertx = vertx;
    this.http = http;
  }

  public Future<String> mint(String user, @Nullable String device, int ttlSeconds) {
    JsonObject body = new JsonObject().put("user", user).put("ttlSeconds", ttlSeconds);
    if (device != null) {
      body.put("device", device);
    }
    return Retry.of(vertx, () -> http.json(HttpMethod.POST, "/v1/dev/token", null, body))
        .map(answer -> answer.getString("token"));
  }
}
