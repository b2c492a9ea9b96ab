package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A device's event stream. Every event is held against asyncapi.yaml. */
public final class TestEvents implements AutoCloseable {
  private static final long SECONDS = 20;
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** One event as it came. */
  public record Event(@Nullable String id, String type, String data) {
    public ServerFrame frame() {
      return FrameCodec.decodeServer(data);
    }
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final HttpResponse<InputStream> response;
  private volatile boolean retrySeen;

  private TestEvents(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Connects.
   *
   * @param query such as {@code device=d1}
   */
  public static TestEvents open(TestClient client, String query, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(client.base().resolve("/v1/events?" + query))
            .header("Accept", "text/event-stream");
    if (client.token() != null) {
      request.header("Authorization", "Bearer " + client.token());
    }
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      HttpResponse<InputStream> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      TestClient.SEEN.add("events 200");
      return new TestEvents(response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public HttpHeaders headers() {
    return response.headers();
  }

  /** Whether the stream said when to come back. */
  public boolean retrySeen() {
    return retrySeen;
  }

  /** The next event. */
  public Event next() {
    Event event = take();
    assertThat(TestClient.CONTRACT.frame("toEventStream", event.data())).isEmpty();
    assertThat(event.data()).contains("\"type\":\"" + event.type() + "\"");
    return event;
  }

  /** The next event of very many: not held against the contract, which takes its time. */
  public Event take() {
    try {
      Event event = events.poll(SECONDS, TimeUnit.SECONDS);
      if (event == null || event.data().isEmpty()) {
        throw new AssertionError(event == null ? "no event" : "the stream ended");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next event of this type; those before it are skipped. */
  public Event next(String type) {
    Event event = next();
    while (!event.type().equals(type)) {
      event = next();
    }
    return event;
  }

  private void read() {
    String id = null;
    String type = "message";
    StringBuilder data = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            events.add(new Event(id, type, data.toString()));
          }
          type = "message";
          data.setLength(0);
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          type = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.startsWith("retry:")) {
          retrySeen = true;
        }
      }
    } catch (IOException e) {
      // Closed by the test or by the hub: the stream ends either way.
    }
    events.add(new Event(null, "end", ""));
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // Nothing is left to be done about it.
    }
  }
}
