package io.tidemark.http;

import io.tidemark.protocol.Ids;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/dev/token}: a token for whoever asks, for development on one machine.
 *
 * <p>Answers a loopback peer on a loopback listener only, and no request that came through a proxy
 * or under another host name (a web page whose name was made to point here).
 */
public final class DevTokens implements Endpoints {
  private static final int BODY_BYTES = 4096;
  private static final Pattern SCOPE = Pattern.compile("(?=.{1,128}$)[a-z]+( [a-z]+)*");
  private static final long DEFAULT_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long MAX_SECONDS = DevKeys.KEY_AGE.toSeconds();

  private final DevKeys keys;
  private final InstantSource clock;

  public DevTokens(DevKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router
        .post("/v1/dev/token")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
        .handler(this::issue);
  }

  private void issue(RoutingContext context) {
    if (!isFromHere(context.request())) {
      throw Problem.of(
          ProblemCode.FORBIDDEN, "development tokens are for loopback peers only, without a proxy");
    }
    JsonObject body = Bodies.object(context);
    String user =
        Bodies.parse(
            "user",
            Bodies.string(body, "user"),
            "1-128 characters from [A-Za-z0-9._@-]",
            Ids::user);
    String device = Bodies.optionalString(body, "device");
    if (device != null) {
      Bodies.parse("device", device, "1-128 characters from [A-Za-z0-9._@-]", Ids::device);
    }
    String scope = Bodies.optionalString(body, "scope");
    if (scope != null && !SCOPE.matcher(scope).matches()) {
      throw Bodies.wrong("scope", scope, "up to 128 characters, words of a-z by single spaces");
    }
    Long seconds = Bodies.optionalInteger(body, "ttlSeconds", 1, MAX_SECONDS);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiry = now.plusSeconds(seconds == null ? DEFAULT_SECONDS : seconds);
    JsonObject answer =
        new JsonObject()
            .put("token", keys.sign(user, device, scope, now, expiry))
            .put("user", user)
            .put("expiresAt", expiry.toString());
    if (device != null) {
      answer.put("device", device);
    }
    context.response().putHeader("Cache-Control", "no-store");
    Answers.json(context, 200, answer);
  }

  private static boolean isFromHere(HttpServerRequest request) {
    return isLoopback(request.remoteAddress())
        && isLoopback(request.localAddress())
        && request.getHeader("Forwarded") == null
        && request.getHeader("X-Forwarded-For") == null
        && request.authority() != null
        && isLoopbackName(request.authority().host());
  }

  private static boolean isLoopback(@Nullable SocketAddress address) {
    String ip = address == null ? null : address.hostAddress();
    return ip != null && isLoopbackAddress(ip);
  }

  private static boolean isLoopbackName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || isLoopbackAddress(name.replaceAll("^\\[|]$", ""));
  }

  private static boolean isLoopbackAddress(String literal) {
    try {
      return InetAddress.ofLiteral(literal).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
