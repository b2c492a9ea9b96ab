package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events, as strict as a browser and more talkative. */
final class TestStream {
  private static final long SECONDS_MAX = 20;

  /** One event; {@code comment} and {@code end} are told as events too. */
  record Event(String name, @Nullable String id, String data) {
    JsonObject json() {
      return new JsonObject(data);
    }
  }

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final StringBuilder unread = new StringBuilder();
  private final HttpClientRequest request;
  private final HttpClientResponse response;
  private @Nullable String lastId;

  private TestStream(HttpClientRequest request, HttpClientResponse response) {
    this.request = request;
    this.response = response;
    response.handler(part -> take(part.toString()));
    response.endHandler(_ -> events.add(new Event("end", null, "")));
    response.exceptionHandler(_ -> events.add(new Event("cut", null, "")));
  }

  static TestStream open(TestGateway gateway, String uri, Map<String, String> headers) {
    HttpClientAgent client = gateway.http;
    return TestGateway.await(
        client
            .request(HttpMethod.GET, gateway.port(), "127.0.0.1", uri)
            .compose(request -> {
              headers.forEach((name, value) -> request.putHeader(name, value));
              return request.send().map(response -> new TestStream(request, response));
            }));
  }

  HttpClientResponse response() {
    return response;
  }

  @Nullable String lastId() {
    return lastId;
  }

  void close() {
    TestGateway.await(request.connection().close());
  }

  /** The next event, which must have this name; heartbeats come when they want. */
  Event next(String name) {
    Event event = take();
    while (event.name().equals("comment") && !name.equals("comment")) {
      event = take();
    }
    assertThat(event.name()).as("%s", event).isEqualTo(name);
    return event;
  }

  Event until(String name) {
    while (true) {
      Event event = take();
      if (event.name().equals(name)) {
        return event;
      }
    }
  }

  private Event take() {
    try {
      Event event = events.poll(SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(event).as("an event within %s s", SECONDS_MAX).isNotNull();
      if (event.id() != null) {
        lastId = event.id();
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void take(String part) {
    unread.append(part);
    if (response.statusCode() != 200) {
      return;
    }
    for (int end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
      events.add(parse(unread.substring(0, end)));
      unread.delete(0, end + 2);
    }
  }

  private static Event parse(String block) {
    String name = "message";
    String id = null;
    StringBuilder data = new StringBuilder();
    for (String line : block.split("\n", -1)) {
      if (line.startsWith(":")) {
        name = "comment";
      } else if (line.startsWith("retry: ")) {
        name = "retry";
        data.append(line.substring(7));
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data.append(line.substring(6));
      } else {
        throw new AssertionError("a line that is no field: " + line);
      }
    }
    return new Event(name, id, data.toString());
  }
}
