package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.TestGateway.Changed;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollGatewayTest {
  private TestGateway gateway = new TestGateway();

  private record Answer(int status, JsonObject body, int retryAfter) {}

  private record Poll(HttpClientRequest request, Future<Answer> answer) {
    Answer get() {
      return TestGateway.await(answer);
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_device_that_has_everything_waits_until_something_is_committed() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    Poll poll = waiting("cursor=" + cursor(ns, 1, 3));

    gateway.commit(ns, 1);

    saysChanges(poll);
    TestGateway.until(() -> gateway.connected().size() == 0);
    assertThat(gateway.hub.reads()).as("nothing is read for a poll").isZero();
  }

  @Test
  void a_device_that_is_behind_is_told_at_once() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    saysChanges(poll("cursor=" + cursor(ns, 1, 2)));
    saysChanges(poll("device=d1"));
    gateway.hub.remember("ann", "d1", ns, 3);
    Poll poll = waiting("device=d1");
    gateway.commit(ns, 1);
    saysChanges(poll);
  }

  @Test
  void a_commit_while_the_heads_are_read_is_not_missed() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.afterHeadsAreRead(() -> gateway.commit(ns, 1));
    saysChanges(poll("device=d1"));
  }

  @Test
  void what_needs_a_snapshot_is_something_to_pull() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    saysChanges(poll("cursor=" + cursor(ns, 1, 99)));
    gateway.hub.renew(ns, 2);
    saysChanges(poll("cursor=" + cursor(ns, 1, 3)));
  }

  @Test
  void time_that_is_over_is_no_change_and_not_the_same_for_all() {
    gateway.hub.folder("ann");
    long startNanos = System.nanoTime();
    Poll poll = poll("device=d1&timeoutSeconds=1");
    says(poll, false);
    assertThat(System.nanoTime() - startNanos)
        .isBetween(Duration.ofMillis(890).toNanos(), TimeUnit.SECONDS.toNanos(10));
    TestGateway.until(() -> gateway.connected().size() == 0);
  }

  @Test
  void a_client_that_drops_its_poll_leaves_nothing_behind() {
    gateway.hub.folder("ann");
    for (int round = 0; round < 3; round++) {
      Poll poll = waiting("device=d" + round);
      TestGateway.await(poll.request().connection().close());
      TestGateway.until(() -> gateway.connected().size() == 0);
    }
    assertThat(gateway.open("longpoll")).isZero();
  }

  @Test
  void joining_and_leaving_end_a_poll() {
    UUID ns = gateway.hub.folder("ann", "bob");
    gateway.hub.commit(ns, 2);
    Poll poll = waiting("device=d1&timeoutSeconds=480", "eve");
    gateway.join(ns, "eve");
    saysChanges(poll);
    TestGateway.until(() -> gateway.greeted("eve") == 0);
    gateway.hub.remember("eve", "d1", ns, 2);
    poll = waiting("device=d1", "eve");
    gateway.leave(ns, "eve");
    saysChanges(poll);
  }

  @Test
  void a_token_that_expires_ends_the_poll() {
    gateway.hub.folder("ann");
    Answer answer = poll("device=d1&timeoutSeconds=480", "ann//1").get();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body().getString("code")).isEqualTo("unauthorized");
    TestGateway.until(() -> gateway.connected().size() == 0);
  }

  @Test
  void a_node_that_goes_down_spreads_the_polls_that_come_back() {
    gateway.hub.folder("ann");
    List<Poll> polls =
        java.util.stream.IntStream.range(0, 20).mapToObj(i -> poll("device=d" + i)).toList();
    TestGateway.until(() -> gateway.connected().size() == 20);
    gateway.stopLoops();
    assertThat(polls)
        .allSatisfy(poll -> {
          assertThat(poll.get().body().getBoolean("changes")).isFalse();
          assertThat(poll.get().body().getInteger("backoffSeconds")).isBetween(2, 10);
        });
    assertThat(polls.stream().map(poll -> poll.get().body().getInteger("backoffSeconds")))
        .as("not all the same")
        .anyMatch(
            seconds -> !seconds.equals(polls.getFirst().get().body().getInteger("backoffSeconds")));
  }

  @Test
  void a_database_that_is_away_is_a_reason_to_come_back_later() {
    gateway.hub.failHeads(1);
    Answer answer = poll("device=d1").get();
    assertThat(answer.body().getBoolean("changes")).isFalse();
    assertThat(answer.body().getInteger("backoffSeconds")).isBetween(2, 10);
  }

  @Test
  void a_second_poll_of_a_device_ends_the_first_and_leaves_its_socket_alone() {
    gateway.hub.folder("ann");
    TestDevice socket = gateway.connect("ann", "d1");
    socket.until("live");
    Poll first = poll("device=d1");
    TestGateway.until(() -> gateway.open("longpoll") == 1);
    Poll second = poll("device=d1");
    assertThat(first.get().body().getInteger("backoffSeconds")).isPositive();
    assertThat(second.answer().isComplete()).isFalse();
    socket.send("{\"type\":\"ping\"}");
    socket.until("pong");
  }

  @Test
  void polls_with_a_cursor_and_no_name_stand_side_by_side() {
    UUID ns = gateway.hub.folder("ann");
    Poll first = poll("cursor=" + cursor(ns, 1, 0));
    Poll second = poll("cursor=" + cursor(ns, 1, 0));
    TestGateway.until(() -> gateway.open("longpoll") == 2);
    gateway.commit(ns, 1);
    saysChanges(first);
    saysChanges(second);
  }

  @Test
  void too_many_connections_are_refused_with_a_time_to_come_back() {
    gateway.close();
    gateway = new TestGateway(new Changed().perUser(1));
    gateway.hub.folder("ann");
    poll("device=d1");
    TestGateway.until(() -> gateway.connected().size() == 1);
    Answer refused = poll("device=d2").get();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.retryAfter()).isBetween(2, 10);
  }

  @Test
  void a_partial_cursor_counts_together_with_what_the_hub_remembers() {
    UUID named = gateway.hub.folder("ann");
    UUID other = gateway.hub.folder("ann");
    gateway.hub.commit(named, 1);
    gateway.hub.commit(other, 1);
    String partial =
        gateway.cursors.encode(
            new Cursor(new LinkedHashMap<>(Map.of(named, new CursorPosition(1, 1))), true));
    saysChanges(poll("device=d1&cursor=" + partial));
    gateway.hub.remember("ann", "d1", other, 1);
    Poll poll = waiting("device=d1&cursor=" + partial);
    gateway.commit(other, 1);
    saysChanges(poll);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timeoutSeconds=30",
        "device=a%20b",
        "device=d1&timeoutSeconds=0",
        "device=d1&timeoutSeconds=-1",
        "device=d1&timeoutSeconds=481",
        "device=d1&timeoutSeconds=1000000000",
        "device=d1&timeoutSeconds=x",
        "device=d1&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void what_cannot_be_meant_is_refused(String query) {
    Answer answer = poll(query).get();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void no_token_and_a_token_of_another_device_are_refused() {
    assertThat(poll("device=d1", "bad").get().status()).isEqualTo(401);
    assertThat(poll("device=d1", "ann/d2").get().status()).isEqualTo(403);
    assertThat(gateway.connected().size()).isZero();
  }

  private String cursor(UUID ns, int epoch, long seq) {
    return gateway.cursors.encode(new Cursor(Map.of(ns, new CursorPosition(epoch, seq))));
  }

  private static void saysChanges(Poll poll) {
    says(poll, true);
  }

  private static void says(Poll poll, boolean changes) {
    Answer answer = poll.get();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(new JsonObject().put("changes", changes).put("backoffSeconds", 0));
  }

  /** A poll that the hub holds. */
  private Poll waiting(String query) {
    return waiting(query, "ann");
  }

  private Poll waiting(String query, String token) {
    Poll poll = poll(query, token);
    TestGateway.until(() -> gateway.greeted(token) == 1);
    assertThat(poll.answer().isComplete()).isFalse();
    return poll;
  }

  private Poll poll(String query) {
    return poll(query, "ann");
  }

  private Poll poll(String query, String token) {
    HttpClientRequest request =
        TestGateway.await(
            gateway.http.request(
                HttpMethod.GET, gateway.port(), "127.0.0.1", "/v1/changes/longpoll?" + query));
    request.putHeader("Authorization", "Bearer " + token);
    // Before anything is sent: a body that came before it was asked for would be lost.
    Future<Answer> answer =
        request
            .response()
            .compose(response ->
                response
                    .body()
                    .map(body ->
                        new Answer(
                            response.statusCode(),
                            body.toJsonObject(),
                            response.getHeader("Retry-After") == null
                                ? 0
                                : Integer.parseInt(response.getHeader("Retry-After")))));
    var _ = request.send();
    return new Poll(request, answer);
  }
}
