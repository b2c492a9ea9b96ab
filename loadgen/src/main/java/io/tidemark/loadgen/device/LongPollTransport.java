package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.HubException;
import io.tidemark.loadgen.client.HubTrust;
import io.tidemark.loadgen.client.Session;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.MalformedException;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.PulledChanges;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/changes/longpoll}: the hub answers as soon as there is something, and {@code GET
 * /v1/changes} says what. A device's state wants frames, so what the answers say is put into them:
 * the memberships as a {@code welcome}, the end of the first pull as {@code live}.
 */
final class LongPollTransport implements Transport {
  private static final int HOLD_SECONDS = 240;

  /** Beyond {@link #HOLD_SECONDS}: then the hub is taken for dead. */
  private static final int SILENCE_SECONDS = 30;

  /** Before asking again, where the hub said that there is something and there was nothing. */
  private static final int EMPTY_SECONDS = 1;

  private static final int HEARTBEAT_SECONDS = 25;

  private final Vertx vertx;
  private final HttpClient client;
  private final URI hub;
  private final Session session;

  /** The connections on which the polls of a process wait. */
  static HttpClient client(Vertx vertx, int connections) {
    return vertx.createHttpClient(
        HubTrust.current()
            .applyTo(new HttpClientOptions().setTcpNoDelay(true), HttpClientOptions::setVerifyHost),
        new PoolOptions().setHttp1MaxSize(connections));
  }

  LongPollTransport(Vertx vertx, HttpClient client, URI hub, Session session) {
    this.vertx = vertx;
    this.client = client;
    this.hub = hub;
    this.session = session;
  }

  @Override
  public String name() {
    return Way.LONG_POLL.title();
  }

  @Override
  public boolean tellsWatermarks() {
    return false;
  }

  @Override
  public Future<Connection> open(String token, Hello hello, Listener listener) {
    return session
        .memberships()
        .map(mine -> {
          Poll poll = new Poll(hello, listener);
          // Frames come only after whoever opens has the connection in hand.
          vertx.runOnContext(_ -> poll.begin(mine));
          return poll;
        });
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** What counts as one connection: the pulls and polls that begin at one cursor. */
  private final class Poll implements Connection {
    private final String device;
    private final Listener listener;
    private final Set<UUID> namespaces = new HashSet<>();
    private @Nullable String cursor;
    private @Nullable HttpClientRequest held;
    private boolean live;
    private boolean ended;

    Poll(Hello hello, Listener listener) {
      this.device = hello.device();
      this.cursor = hello.cursor();
      this.listener = listener;
    }

    void begin(List<NamespaceInfo> mine) {
      if (ended) {
        return;
      }
      mine.forEach(info -> namespaces.add(info.ns()));
      frame(
          new ServerFrame.Welcome(
              Way.LONG_POLL.title(), hub.getAuthority(), HEARTBEAT_SECONDS, mine),
          null);
      pull();
    }

    private void pull() {
      if (ended) {
        return;
      }
      session
          .changes(device, cursor, Limits.JOURNAL_PAGE)
          .compose(page -> named(page).map(page))
          .onSuccess(this::pulled)
          .onFailure(this::failed);
    }

    /**
     * Where a pull brings nothing, or something of a namespace that was not there before, the
     * memberships have changed: that is told first.
     */
    private Future<Void> named(PulledChanges page) {
      boolean known =
          Stream.concat(
                  page.deltas().stream().map(ServerFrame.Delta::ns),
                  page.resets().stream().map(ServerFrame.Reset::ns))
              .allMatch(namespaces::contains);
      if (known && (!live || !isEmpty(page))) {
        return Future.succeededFuture();
      }
      return session
          .memberships()
          .map(mine -> {
            memberships(mine);
            return null;
          });
    }

    private void memberships(List<NamespaceInfo> mine) {
      Set<UUID> gone = new HashSet<>(namespaces);
      for (NamespaceInfo info : mine) {
        gone.remove(info.ns());
        if (namespaces.add(info.ns())) {
          frame(new ServerFrame.Joined(info), null);
        }
      }
      for (UUID ns : gone) {
        namespaces.remove(ns);
        frame(new ServerFrame.Left(ns), null);
      }
    }

    private static boolean isEmpty(PulledChanges page) {
      return page.deltas().isEmpty() && page.resets().isEmpty();
    }

    /** The cursor stands for the whole answer, so it goes with the last of it. */
    private void pulled(PulledChanges page) {
      if (ended) {
        return;
      }
      cursor = page.cursor();
      page.resets().forEach(reset -> frame(reset, null));
      int last = page.deltas().size() - 1;
      for (int i = 0; i <= last; i++) {
        frame(page.deltas().get(i), i == last ? page.cursor() : null);
      }
      if (page.hasMore()) {
        pull();
        return;
      }
      boolean nothing = live && isEmpty(page);
      if (!live) {
        live = true;
        frame(new ServerFrame.Live(page.cursor()), page.cursor());
      }
      holdIn(nothing ? EMPTY_SECONDS : 0);
    }

    private void holdIn(int seconds) {
      if (seconds > 0) {
        vertx.timer(seconds, TimeUnit.SECONDS).onSuccess(_ -> hold());
      } else {
        hold();
      }
    }

    private void hold() {
      if (ended) {
        return;
      }
      String path =
          "/v1/changes/longpoll?device="
              + encoded(device)
              + "&cursor="
              + encoded(String.valueOf(cursor))
              + "&timeoutSeconds="
              + HOLD_SECONDS;
      session
          .token()
          .compose(token ->
              client.request(
                  new RequestOptions()
                      .setMethod(HttpMethod.GET)
                      .setAbsoluteURI(hub.resolve(path).toString())
                      .putHeader("authorization", "Bearer " + token)
                      .setIdleTimeout(TimeUnit.SECONDS.toMillis(HOLD_SECONDS + SILENCE_SECONDS))))
          .compose(this::send)
          .onSuccess(this::answered)
          .onFailure(this::failed);
    }

    private Future<JsonObject> send(HttpClientRequest request) {
      held = request;
      // What goes wrong with a request ends in its answer's failure.
      request.exceptionHandler(_ -> {});
      if (ended) {
        drop();
      }
      return request
          .send()
          .compose(response -> response.body().map(body -> answer(response, body)));
    }

    private static JsonObject answer(HttpClientResponse response, Buffer body) {
      JsonObject json;
      try {
        json = body.length() == 0 ? new JsonObject() : new JsonObject(body);
      } catch (DecodeException | ClassCastException _) {
        json = new JsonObject();
      }
      int status = response.statusCode();
      if (status != 200) {
        throw new HubException(
            "GET /v1/changes/longpoll",
            status,
            json.getString("code", "http_" + status),
            json,
            TurnedAway.seconds(response.getHeader("Retry-After")));
      }
      return json;
    }

    private void answered(JsonObject answer) {
      held = null;
      if (answer.getBoolean("changes", false)) {
        // A hub that wants its devices spread says so beside the changes too.
        int backoff = answer.getInteger("backoffSeconds", 0);
        if (backoff > 0) {
          vertx.timer(backoff, TimeUnit.SECONDS).onSuccess(_ -> pull());
        } else {
          pull();
        }
      } else {
        holdIn(answer.getInteger("backoffSeconds", 0));
      }
    }

    private void failed(Throwable failure) {
      if (failure instanceof MalformedException && !ended) {
        listener.unreadable(String.valueOf(failure.getMessage()));
      }
      if (failure instanceof HubException refused && refused.retryAfterSeconds() > 0) {
        frame(new ServerFrame.Reconnect(refused.retryAfterSeconds() * 1_000, null), null);
      }
      int code = failure instanceof HubException refused ? code(refused) : 0;
      end(code, String.valueOf(failure.getMessage()));
    }

    private static int code(HubException refused) {
      return switch (refused.status()) {
        case 400, 404 -> CloseCode.MALFORMED.status();
        case 401 -> CloseCode.UNAUTHORIZED.status();
        case 403 -> CloseCode.FORBIDDEN.status();
        case 429 -> CloseCode.TOO_MANY.status();
        default -> 0;
      };
    }

    private void frame(ServerFrame frame, @Nullable String beside) {
      if (!ended) {
        listener.frame(frame, beside);
      }
    }

    private void end(int code, String reason) {
      if (!ended) {
        ended = true;
        drop();
        listener.closed(code, reason);
      }
    }

    private void drop() {
      HttpClientRequest request = held;
      held = null;
      if (request != null) {
        request.reset().onFailure(_ -> {});
      }
    }

    @Override
    public Future<Void> ack(Map<UUID, Long> watermarks) {
      return session.ack(device, watermarks);
    }

    @Override
    public void close() {
      vertx.runOnContext(_ -> end(0, "left"));
    }
  }
}
