package io.tidemark.logout;

import io.tidemark.flow.Caller;
import io.tidemark.flow.Revocation;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.journal.Revocations;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/logout}, for users, and {@code POST /v1/admin/users/{user}/revoke}, for who
 * operates the hub.
 */
public final class LogoutEndpoints implements Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(LogoutEndpoints.class);
  private static final String ADMIN = "admin";
  private static final String ID = "1-128 characters from [A-Za-z0-9._@-]";

  private final Revocations revocations;
  private final RevocationWatch watch;

  public LogoutEndpoints(Revocations revocations, RevocationWatch watch) {
    this.revocations = revocations;
    this.watch = watch;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/logout").handler(this::logout);
    router.post("/v1/admin/users/:user/revoke").handler(this::revoke);
  }

  private void logout(RoutingContext context) {
    Caller caller = Callers.of(context);
    JsonObject body = context.body().length() > 0 ? Bodies.object(context) : new JsonObject();
    String asked = Bodies.optionalString(body, "device");
    if (asked != null) {
      Bodies.parse("device", asked, ID, Ids::device);
    }
    String device = null;
    if (!Bodies.flag(body, "everywhere", false)) {
      device = Callers.device(caller, asked);
    } else if (asked != null) {
      throw Problem.of(
          ProblemCode.MALFORMED, "the body has 'device' and 'everywhere'; expected one of them");
    }
    end(context, caller.user(), device, caller.issuedAt().getEpochSecond());
  }

  private void revoke(RoutingContext context) {
    Caller caller = Callers.of(context);
    if (!caller.scopes().contains(ADMIN)) {
      throw Problem.of(
          ProblemCode.FORBIDDEN, "the token's 'scope' has no '" + ADMIN + "'; it is needed here");
    }
    String user = Bodies.parse("user", context.pathParam("user"), ID, Ids::user);
    LOG.info("user revoked user={} by={}", user, caller.user());
    end(context, user, null, 0);
  }

  private void end(
      RoutingContext context, String user, @Nullable String device, long presentedSeconds) {
    revocations
        .revoke(user, UserIds.of(user), device, presentedSeconds)
        .compose(watch::made)
        .onSuccess(made -> Answers.json(context, 200, answer(made)))
        .onFailure(context::fail);
  }

  private static JsonObject answer(Revocation made) {
    JsonObject answer =
        new JsonObject()
            .put("user", made.user())
            .put("notBefore", Instant.ofEpochMilli(made.notBeforeMillis()).toString());
    if (made.device() != null) {
      answer.put("device", made.device());
    }
    return answer;
  }
}
