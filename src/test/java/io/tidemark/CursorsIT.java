package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One cursor for all ways to follow, and what happens to those that are none. */
@Timeout(60)
class CursorsIT {
  private static final CursorCodec CURSORS = new CursorCodec(TestHub.CURSOR_KEY);

  private enum Way {
    SOCKET,
    STREAM,
    LONG_POLL,
    PULL
  }

  private final TestHub hub = TestHub.get();
  private final TestClient alice = hub.newUser();
  private UUID ns = new UUID(0, 0);
  private long head;

  @BeforeEach
  void a_folder_with_three_files() {
    ns = UUID.fromString(alice.teamFolder("Cursors"));
    commit(3);
  }

  @Test
  void each_way_goes_on_from_the_cursor_of_each_other_without_hole_or_repeat() {
    Way a = Way.SOCKET;
    Way b = Way.STREAM;
    Way c = Way.LONG_POLL;
    Way d = Way.PULL;
    String cursor = pull("d1", null, 0);
    // Every ordered pair once.
    for (Way way : new Way[] {a, b, a, c, a, d, b, c, b, d, c, d, a}) {
      long from = head;
      commit(2);
      cursor = follow(way, cursor, from);
      assertThat(CURSORS.decode(cursor).positions().get(ns))
          .as("after %s", way)
          .isEqualTo(new CursorPosition(1, head));
    }
  }

  /** Follows from {@code from} to head and, where things are pushed, one commit further. */
  private String follow(Way way, String cursor, long from) {
    return switch (way) {
      case SOCKET -> {
        try (TestSocket socket = TestSocket.open(alice)) {
          socket.send(
              "{\"type\":\"hello\",\"device\":\"d1\",\"cursors\":true,\"cursor\":\""
                  + cursor
                  + "\"}");
          goesOn(() -> socket.next(ServerFrame.Delta.class), from);
          socket.next(ServerFrame.Live.class);
          commit(1);
          goesOn(() -> socket.next(ServerFrame.Delta.class), head - 1);
          yield socket.next(ServerFrame.Live.class).cursor();
        }
      }
      case STREAM -> {
        try (TestEvents events = TestEvents.open(alice, "device=d1", cursor)) {
          goesOn(() -> (ServerFrame.Delta) events.next("delta").frame(), from);
          events.next("live");
          commit(1);
          goesOn(() -> (ServerFrame.Delta) events.next("delta").frame(), head - 1);
          yield String.valueOf(events.next("live").id());
        }
      }
      case LONG_POLL -> {
        assertThat(poll(cursor)).isTrue();
        String next = pull("d1", cursor, from);
        CompletableFuture<Boolean> waiting =
            CompletableFuture.supplyAsync(() -> poll(next), run -> Thread.startVirtualThread(run));
        commit(1);
        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
        yield pull("d1", next, head - 1);
      }
      case PULL -> pull("d1", cursor, from);
    };
  }

  /** Deltas up to head, one after the other. */
  private void goesOn(Supplier<ServerFrame.Delta> next, long from) {
    for (long at = from; at < head; ) {
      ServerFrame.Delta delta = next.get();
      assertThat(delta.ns()).isEqualTo(ns);
      assertThat(delta.from()).isEqualTo(at);
      at = delta.to();
      assertThat(at).isLessThanOrEqualTo(head);
    }
  }

  private boolean poll(String cursor) {
    return alice
        .get("/v1/changes/longpoll?timeoutSeconds=20&cursor=" + cursor)
        .expect(200)
        .json()
        .path("changes")
        .asBoolean();
  }

  /** Pulls what is after {@code from}, up to head; the next cursor. */
  private String pull(String device, @Nullable String cursor, long from) {
    String next = cursor;
    for (long at = from; at < head; ) {
      Answer answer =
          alice
              .get("/v1/changes?device=" + device + (next == null ? "" : "&cursor=" + next))
              .expect(200);
      JsonNode deltas = answer.json().path("deltas");
      assertThat(deltas).hasSize(1);
      assertThat(deltas.path(0).path("from").asLong()).isEqualTo(at);
      at = deltas.path(0).path("to").asLong();
      assertThat(answer.json().path("hasMore").asBoolean()).isEqualTo(at < head);
      next = answer.text("cursor");
    }
    return String.valueOf(next);
  }

  enum Bad {
    FORGED,
    TRUNCATED,
    FOREIGN,
    OF_A_LATER_VERSION,
    RUBBISH,
    ENORMOUS
  }

  @ParameterizedTest
  @EnumSource(Bad.class)
  void a_cursor_that_this_hub_did_not_sign_is_refused_on_every_way(Bad bad) throws Exception {
    Cursor cursor = new Cursor(Map.of(ns, new CursorPosition(1, 2)));
    String good = CURSORS.encode(cursor);
    String text =
        switch (bad) {
          case FORGED ->
              good.substring(0, 20) + (good.charAt(20) == 'A' ? 'B' : 'A') + good.substring(21);
          case TRUNCATED -> good.substring(0, good.length() - 4);
          case FOREIGN -> new CursorCodec(new byte[32]).encode(cursor);
          case OF_A_LATER_VERSION -> signed(new byte[] {9, 0, 0});
          case RUBBISH -> "-_-_";
          case ENORMOUS -> "A".repeat(40_000);
        };
    alice.get("/v1/changes?device=d1&cursor=" + text).expect(400, "invalid_cursor");
    alice.get("/v1/changes/longpoll?device=d1&cursor=" + text).expect(400, "invalid_cursor");
    alice.get("/v1/events?device=d1&cursor=" + text).expect(400, "invalid_cursor");
    alice
        .call("GET", "/v1/events?device=d1", null, Map.of("Last-Event-ID", text))
        .expect(400, "invalid_cursor");
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + text + "\"}");
      assertThat(socket.next(ServerFrame.Failure.class).message()).contains("cursor");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void an_ancient_cursor_is_still_good() throws Exception {
    ByteBuffer version1 = ByteBuffer.allocate(20);
    version1.put((byte) 1).put((byte) 1);
    version1.putLong(ns.getMostSignificantBits()).putLong(ns.getLeastSignificantBits());
    version1.put((byte) 1).put((byte) 1);
    String cursor = signed(version1.array());
    pull("d1", cursor, 1);
    assertThat(poll(cursor)).isTrue();
    try (TestEvents events = TestEvents.open(alice, "device=d1&cursor=" + cursor, null)) {
      goesOn(() -> (ServerFrame.Delta) events.next("delta").frame(), 1);
    }
  }

  @Test
  void what_the_journal_does_not_have_is_reset_with_the_reason_on_every_way() {
    resets(new CursorPosition(1, 99), ResetReason.AHEAD);
    resets(new CursorPosition(7, 2), ResetReason.EPOCH);
  }

  private void resets(CursorPosition at, ResetReason reason) {
    String cursor = CURSORS.encode(new Cursor(Map.of(ns, at)));
    ServerFrame.Reset expected = new ServerFrame.Reset(ns, 1, head, reason);
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");
      assertThat(socket.next(ServerFrame.Reset.class)).isEqualTo(expected);
      String next = socket.next(ServerFrame.Live.class).cursor();
      assertThat(CURSORS.decode(next).positions().get(ns)).isEqualTo(new CursorPosition(1, head));
    }
    try (TestEvents events = TestEvents.open(alice, "device=d1", cursor)) {
      assertThat(events.next("reset").frame()).isEqualTo(expected);
      events.next("live");
    }
    assertThat(poll(cursor)).isTrue();
    JsonNode resets =
        alice.get("/v1/changes?device=d1&cursor=" + cursor).expect(200).json().path("resets");
    assertThat(resets).hasSize(1);
    assertThat(resets.path(0).path("reason").asText()).isEqualTo(reason.wireName());
  }

  @Test
  void a_cursor_of_another_user_names_nothing_of_mine() {
    TestClient eve = hub.newUser();
    String mine = eve.teamFolder("Mine");
    eve.createFile(mine, "/a").expect(201);
    String cursor = CURSORS.encode(new Cursor(Map.of(ns, new CursorPosition(1, 1))));
    JsonNode deltas =
        eve.get("/v1/changes?device=d1&cursor=" + cursor).expect(200).json().path("deltas");
    assertThat(deltas).hasSize(1);
    assertThat(deltas.path(0).path("ns").asText()).isEqualTo(mine);
    try (TestSocket socket = TestSocket.open(eve)) {
      socket.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");
      assertThat(socket.next(ServerFrame.Delta.class).ns()).hasToString(mine);
      socket.next(ServerFrame.Live.class);
    }
  }

  @Test
  void watermarks_of_foreign_namespaces_are_nothing_and_as_many_as_a_frame_holds_are_taken() {
    String many =
        IntStream.range(0, 1400)
            .mapToObj(index -> "\"" + new UUID(77, index) + "\":9")
            .collect(Collectors.joining(","));
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send(
          "{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":{\"" + ns + "\":2," + many + "}}");
      assertThat(socket.next(ServerFrame.Welcome.class).namespaces()).hasSize(2);
      goesOn(() -> socket.next(ServerFrame.Delta.class), 2);
      socket.next(ServerFrame.Live.class);
    }
  }

  @Test
  void ten_thousand_namespaces_in_one_hello_are_too_large_a_frame() {
    String tooMany =
        IntStream.range(0, 10_000)
            .mapToObj(index -> "\"" + new UUID(77, index) + "\":9")
            .collect(Collectors.joining(","));
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.trySend("{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":{" + tooMany + "}}");
      assertThat(socket.closeCode()).isEqualTo(4413);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000000000", "1001", "9223372036854775808", "1.5", ""})
  void a_limit_that_cannot_be_is_refused(String limit) {
    alice.get("/v1/changes?device=d1&limit=" + limit).expect(400, "malformed");
    alice.get("/v1/namespaces/" + ns + "/journal?limit=" + limit).expect(400, "malformed");
    alice.get("/v1/namespaces/" + ns + "/snapshot?limit=" + limit).expect(400, "malformed");
    alice.get("/v1/changes/longpoll?device=d1&timeoutSeconds=" + limit).expect(400, "malformed");
  }

  @Test
  void a_long_poll_that_the_client_drops_leaves_nothing_behind() throws IOException {
    String cursor = CURSORS.encode(new Cursor(Map.of(ns, new CursorPosition(1, head))));
    double before = hub.metric("connections");
    for (int index = 0; index < 20; index++) {
      Socket socket = new Socket(hub.base().getHost(), hub.base().getPort());
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /v1/changes/longpoll?timeoutSeconds=480&cursor="
                  + cursor
                  + " HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer "
                  + alice.token()
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      double open = index + 1;
      if (index % 2 == 0) {
        socket.setSoLinger(true, 0);
      }
      if (index == 0) {
        hub.awaitMetric("connections", count -> count >= before + open);
      }
      socket.close();
    }
    hub.awaitMetric("connections", count -> count <= before);
  }

  private void commit(int files) {
    for (int index = 0; index < files; index++) {
      alice.createFile(ns.toString(), "/f" + head).expect(201);
      head++;
    }
  }

  private static String signed(byte[] content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(TestHub.CURSOR_KEY, "HmacSHA256"));
    ByteBuffer whole = ByteBuffer.allocate(content.length + 16);
    whole.put(content).put(mac.doFinal(content), 0, 16);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
  }
}
