package io.tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.http.TestHub.Answer;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HubRouterTest {
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicReference<Future<Void>> admission =
      new AtomicReference<>(Future.succeededFuture());
  private TestHub hub;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    Endpoints endpoints =
        router -> {
          router
              .post("/v1/echo")
              .handler(context ->
                  Answers.json(
                      context,
                      200,
                      Bodies.object(context).put("caller", Callers.of(context).user())));
          router.get("/v1/fails").handler(context -> context.fail(failure.get()));
          router
              .get("/v1/throws")
              .handler(context -> {
                throw (RuntimeException) failure.get();
              });
        };
    Endpoints open = (Router router) -> router.get("/open").handler(Answers::empty);
    hub = TestHub.start(vertx, caller -> admission.get(), List.of(open), List.of(endpoints));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void a_call_with_a_token_reaches_its_endpoint_with_its_body() {
    Answer answer = hub.call("alice", "POST", "/v1/echo", new JsonObject().put("a", 1));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(new JsonObject().put("a", 1).put("caller", "alice"));
  }

  @Test
  void a_body_is_not_lost_while_the_caller_is_made_known() {
    io.vertx.core.Promise<Void> known = io.vertx.core.Promise.promise();
    admission.set(known.future());
    vertx.setTimer(50, timer -> known.complete());

    assertThat(
            hub.call("alice", "POST", "/v1/echo", new JsonObject().put("a", "b".repeat(100_000)))
                .status())
        .isEqualTo(200);
  }

  @Test
  void the_token_may_stand_in_the_query() {
    Answer answer =
        hub.send(
            HttpRequest.newBuilder(
                    URI.create(hub.url() + "/v1/echo?access_token=" + TestHub.token("bob")))
                .POST(BodyPublishers.ofString("{}"))
                .build());

    assertThat(answer.body().getString("caller")).isEqualTo("bob");
  }

  @Test
  void a_call_without_a_token_is_unauthorized() {
    Answer answer =
        hub.send(
            HttpRequest.newBuilder(URI.create(hub.url() + "/v1/echo"))
                .POST(BodyPublishers.ofString("{}"))
                .build());

    assertProblem(answer, 401, "unauthorized");
    assertThat(answer.raw().headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  @Test
  void a_call_with_another_scheme_or_a_bad_token_is_unauthorized() {
    for (String header : List.of("Basic YTpi", "Bearer", "Bearer x", "Bearer  ")) {
      assertProblem(
          hub.send(
              HttpRequest.newBuilder(URI.create(hub.url() + "/v1/echo"))
                  .header("Authorization", header)
                  .build()),
          401,
          "unauthorized");
    }
  }

  @Test
  void an_open_endpoint_needs_no_token() {
    assertThat(hub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/open")).build()).status())
        .isEqualTo(204);
  }

  @Test
  void an_unknown_route_is_a_problem_document() {
    assertProblem(hub.call("alice", "GET", "/v1/nothing", null), 404, "not_found");
    assertProblem(hub.call("alice", "GET", "/elsewhere", null), 404, "not_found");
  }

  @Test
  void a_wrong_method_is_a_problem_document() {
    Answer answer = hub.call("alice", "DELETE", "/v1/echo", null);

    assertProblem(answer, 405, "method_not_allowed");
    assertThat(answer.raw().headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void malformed_json_is_a_problem_document() {
    for (String body : List.of("", "{", "[]", "{\"a\":1,\"a\":2}", "{}{}")) {
      assertProblem(
          hub.send(
              HttpRequest.newBuilder(URI.create(hub.url() + "/v1/echo"))
                  .header("Authorization", "Bearer " + TestHub.token("alice"))
                  .POST(BodyPublishers.ofString(body))
                  .build()),
          400,
          "malformed");
    }
  }

  @Test
  void a_body_over_the_limit_is_too_large() {
    Answer answer =
        hub.call(
            "alice", "POST", "/v1/echo", new JsonObject().put("a", "b".repeat(Bodies.BODY_BYTES)));

    assertProblem(answer, 413, "too_large");
  }

  @Test
  void a_problem_is_answered_with_its_members() {
    failure.set(Problem.of(ProblemCode.NAME_TAKEN, "taken", Map.of("fileId", "f")));

    Answer answer = hub.call("alice", "GET", "/v1/fails", null);

    assertProblem(answer, 409, "name_taken");
    assertThat(answer.body())
        .isEqualTo(
            new JsonObject()
                .put("type", "urn:tidemark:problem:name_taken")
                .put("title", "The name is taken")
                .put("status", 409)
                .put("detail", "taken")
                .put("code", "name_taken")
                .put("fileId", "f"));
    assertThat(hub.metrics.counter("http_refused_total", "code", "name_taken").count())
        .isEqualTo(1);
  }

  @Test
  void a_lost_database_is_unavailable_with_an_advice() {
    for (Throwable lost :
        List.of(
            ClosedConnectionException.INSTANCE,
            new ConnectException("refused"),
            new PgException("shutting down", "FATAL", "57P01", null))) {
      failure.set(lost);
      Answer answer = hub.call("alice", "GET", "/v1/fails", null);
      assertProblem(answer, 503, "unavailable");
      assertThat(answer.raw().headers().firstValue("Retry-After")).contains("2");
    }
  }

  @Test
  void what_was_unforeseen_tells_nothing_of_the_inside() {
    failure.set(new IllegalStateException("password=secret"));

    for (String path : List.of("/v1/fails", "/v1/throws")) {
      Answer answer = hub.call("alice", "GET", path, null);
      assertProblem(answer, 500, "internal");
      assertThat(answer.body().encode()).doesNotContain("secret");
    }
  }

  @Test
  void a_token_is_not_logged_even_where_a_request_fails() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    failure.set(new IllegalStateException("broken"));
    String token = TestHub.token("alice");

    hub.send(
        HttpRequest.newBuilder(URI.create(hub.url() + "/v1/fails?access_token=" + token)).build());

    root.detachAppender(log);
    assertThat(log.list)
        .isNotEmpty()
        .noneMatch(event -> event.getFormattedMessage().contains(token));
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.raw().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().getInteger("status")).isEqualTo(status);
  }
}
