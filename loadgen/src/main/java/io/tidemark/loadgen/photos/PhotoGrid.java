package io.tidemark.loadgen.photos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks for the thumbnails of some files over HTTP/1.1, as a browser would. */
public final class PhotoGrid implements AutoCloseable {
  /** What browsers open to one host. */
  private static final int CONNECTIONS = 6;

  private static final int FRAME_BYTES = 10;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI hub;
  private final String token;
  private final int size;
  private final String format;

  public PhotoGrid(URI hub, String token, int size, String format) {
    this.hub = hub;
    this.token = token;
    this.size = size;
    this.format = format;
  }

  /** All in one request, each noted when it is whole. */
  public Arrivals streamed(List<UUID> files) throws IOException, InterruptedException {
    JsonArray items = new JsonArray();
    files.forEach(file -> items.add(new JsonObject().put("fileId", file.toString())));
    JsonObject body =
        new JsonObject()
            .put("size", Integer.toString(size))
            .put("format", format)
            .put("items", items);
    HttpRequest request =
        request("/v1/thumbnails")
            .header("Content-Type", "application/json")
            .header("Accept", "application/vnd.tidemark.thumbnails")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    Arrivals arrivals = new Arrivals();
    long beginNanos = System.nanoTime();
    var answer = client.send(request, BodyHandlers.ofInputStream());
    checked(answer.statusCode());
    try (InputStream stream = answer.body()) {
      DataInputStream frames = new DataInputStream(stream);
      for (int count = 0; count < files.size(); count++) {
        frames.readInt();
        boolean isOk = frames.readByte() == 0;
        frames.readByte();
        int length = frames.readInt();
        frames.skipNBytes(length);
        arrivals.read(FRAME_BYTES + length);
        if (isOk) {
          arrivals.came(System.nanoTime() - beginNanos, length);
        } else {
          arrivals.refused();
        }
      }
    }
    return arrivals;
  }

  /** One request for each, as many at once as a browser has connections. */
  public Arrivals oneEach(List<UUID> files) throws IOException, InterruptedException {
    Arrivals arrivals = new Arrivals();
    long beginNanos = System.nanoTime();
    List<Future<?>> requests = new ArrayList<>();
    try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (UUID file : files) {
        requests.add(
            connections.submit(() -> {
              one(file, arrivals, beginNanos);
              return null;
            }));
      }
    }
    for (Future<?> request : requests) {
      try {
        request.get();
      } catch (ExecutionException e) {
        throw new IOException("a thumbnail was not answered", e.getCause());
      }
    }
    return arrivals;
  }

  private void one(UUID file, Arrivals arrivals, long beginNanos)
      throws IOException, InterruptedException {
    HttpRequest request =
        request("/v1/thumbnails/%s?size=%d&format=%s".formatted(file, size, format)).build();
    var answer = client.send(request, BodyHandlers.ofByteArray());
    arrivals.read(answer.body().length);
    if (answer.statusCode() == 200) {
      arrivals.came(System.nanoTime() - beginNanos, answer.body().length);
    } else {
      arrivals.refused();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(hub.resolve(path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + token);
  }

  private static void checked(int status) throws IOException {
    if (status != 200) {
      throw new IOException("the request for thumbnails was answered with " + status);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
