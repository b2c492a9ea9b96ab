package io.tidemark.faults;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Commits to its own files, one version after the other. Each commit is made again, under the same
 * key, until it is acknowledged: whatever fails, it must count exactly once.
 */
final class Committer implements Runnable {
  /** What the hub has acknowledged. */
  record Acknowledged(UUID fileId, long version, long seq) {}

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** No answer in this time counts as a fault of the hub's, whatever has failed behind it. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(200);

  private final Supplier<URI> hub;
  private final String token;
  private final Duration pace;
  private final Random random;
  private final Map<UUID, Long> versions;
  private final List<UUID> files;
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong slowestNanos = new AtomicLong();
  private volatile boolean stopping;

  /**
   * @param hub asked for each attempt
   * @param versions its files, with their newest versions
   * @param pace between an answer and the next commit
   */
  Committer(Supplier<URI> hub, String token, Map<UUID, Long> versions, Duration pace, long seed) {
    this.hub = hub;
    this.token = token;
    this.versions = new HashMap<>(versions);
    this.files = List.copyOf(versions.keySet());
    this.pace = pace;
    this.random = new Random(seed);
  }

  /** It ends after the commit that it is about. */
  void stop() {
    stopping = true;
  }

  Queue<Acknowledged> acknowledged() {
    return acknowledged;
  }

  /** Answers that no hub may give. */
  Queue<String> faults() {
    return faults;
  }

  /** Attempts that were refused as 503, with the time to come back. */
  int refused() {
    return refused.get();
  }

  /** Attempts that ended without an answer: cut off, or nobody there. */
  int unanswered() {
    return unanswered.get();
  }

  /** The longest that an answer of any kind took since this was asked. */
  Duration takeSlowest() {
    return Duration.ofNanos(slowestNanos.getAndSet(0));
  }

  @Override
  public void run() {
    while (!stopping) {
      commit(files.get(random.nextInt(files.size())));
      LockSupport.parkNanos(pace.toNanos());
    }
  }

  private void commit(UUID fileId) {
    String key = UUID.randomUUID().toString();
    String body =
        new JsonObject()
            .put("parentVersion", versions.get(fileId))
            .put("blocks", List.of())
            .put("clientMtime", "2026-04-28T09:59:58Z")
            .put("device", "committer")
            .encode();
    while (!attempt(fileId, key, body)) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /** Whether the commit needs no other attempt. */
  private boolean attempt(UUID fileId, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(hub.get().resolve("/v1/files/" + fileId + "/versions"))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      return answered(fileId, answer);
    } catch (IOException e) {
      unanswered.incrementAndGet();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      slowestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
    }
  }

  private boolean answered(UUID fileId, HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 201 -> {
        acknowledged(fileId, new JsonObject(answer.body()));
        yield true;
      }
      case 503 -> {
        refused.incrementAndGet();
        if (answer.headers().firstValue("Retry-After").isEmpty()) {
          faults.add("503 without Retry-After: " + answer.body());
        }
        yield false;
      }
      default -> {
        faults.add(answer.statusCode() + " " + answer.body());
        yield true;
      }
    };
  }

  private void acknowledged(UUID fileId, JsonObject done) {
    if (done.containsKey("conflict")) {
      faults.add("nobody else edits its files: " + done.encode());
    }
    Acknowledged ack = new Acknowledged(fileId, done.getLong("version"), done.getLong("seq"));
    versions.put(fileId, ack.version());
    acknowledged.add(ack);
  }
}
