package io.tidemark.loadgen.swarm;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.HubHttp;
import io.tidemark.loadgen.client.Tokens;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Devices of this process: their loop, their tokens, and the calls that they make beside it. */
final class LocalSwarm implements SwarmEnd, SwarmLoop.Calls {
  private static final int CONNECTIONS = 64;
  private static final int TOKEN_SECONDS = 24 * 3_600;
  private static final int JOURNAL_LIMIT = 1_000;

  private final SwarmPlan plan;
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final Map<URI, HubHttp> https = new ConcurrentHashMap<>();
  private final String[] tokens;
  private final SwarmLoop loop;

  LocalSwarm(SwarmPlan plan) {
    this.plan = plan;
    int firstUser = plan.first() / plan.perUser();
    int lastUser = (plan.first() + Math.max(1, plan.count()) - 1) / plan.perUser();
    this.tokens = new String[lastUser - firstUser + 1];
    this.loop = new SwarmLoop(plan, this);
  }

  private HubHttp http(URI hub) {
    return https.computeIfAbsent(hub, url -> new HubHttp(vertx, url, CONNECTIONS));
  }

  private String user(int index) {
    return plan.userPrefix() + (plan.first() / plan.perUser() + index);
  }

  // For the loop

  @Override
  public String token(SwarmDevice device) {
    String token = tokens[device.number() / plan.perUser() - plan.first() / plan.perUser()];
    return token == null ? "" : token;
  }

  @Override
  public void pull(SwarmDevice device, Mark mark) {
    String path =
        "/v1/namespaces/"
            + mark.ns()
            + "/journal?after="
            + mark.watermark()
            + "&limit="
            + JOURNAL_LIMIT;
    http(device.hub())
        .call(HttpMethod.GET, path, token(device), Map.of(), null)
        .onComplete(
            answer -> loop.eventLoop().execute(() -> device.pulled(mark, answer.body().getBytes())),
            _ -> loop.eventLoop().execute(() -> device.pulled(mark, null)));
  }

  @Override
  public void ack(SwarmDevice device, String watermarks) {
    Buffer body =
        Buffer.buffer("{\"device\":\"" + device.name() + "\",\"watermarks\":" + watermarks + "}");
    Map<String, String> json = Map.of("content-type", "application/json");
    http(device.hub())
        .call(HttpMethod.POST, "/v1/ack", token(device), json, body)
        .onFailure(failure ->
            loop.eventLoop().execute(() -> loop.tally().failure("ack: " + failure.getMessage())));
  }

  // Commands

  @Override
  public JsonObject call(Command command, JsonObject arguments) {
    return switch (command) {
      case PREPARE -> prepare();
      case CONNECT ->
          on(() -> {
            loop.begin();
            return new JsonObject();
          });
      case SETTLE ->
          on(() -> {
            loop.settle();
            return new JsonObject();
          });
      case STATUS -> on(this::status);
      case RECORD ->
          on(() -> {
            loop.record(arguments.getBoolean("changes"), arguments.getBoolean("spans"));
            return new JsonObject();
          });
      case REPORT -> on(this::report);
      case HEADS -> on(() -> new JsonObject().put("atHead", atHead(heads(arguments), null)));
      case JUDGE ->
          on(() -> new JsonObject().put("atHead", atHead(heads(arguments), loop.findings())));
      case STALENESS ->
          on(() ->
              Staleness.of(
                      loop.spans(),
                      Timeline.of(arguments.getJsonObject("timeline")),
                      arguments.getLong("sinceMicros"),
                      loop.findings())
                  .json());
      case ACK ->
          on(() -> {
            for (SwarmDevice device : loop.devices()) {
              device.ack();
            }
            return new JsonObject();
          });
      case MEMORY -> memory();
      case STOP ->
          on(() -> {
            loop.stop();
            return new JsonObject();
          });
    };
  }

  private <T> T on(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loop.eventLoop()).join();
  }

  private JsonObject prepare() {
    String given = plan.token();
    if (plan.raw()) {
      return new JsonObject();
    }
    Tokens minting = new Tokens(vertx, http(plan.hubs().getFirst()));
    for (int from = 0; from < tokens.length; from += CONNECTIONS) {
      List<Future<String>> minted = new ArrayList<>();
      for (int i = from; i < Math.min(tokens.length, from + CONNECTIONS); i++) {
        minted.add(
            given == null
                ? minting.mint(user(i), null, TOKEN_SECONDS)
                : Future.succeededFuture(given));
      }
      Await.of(Future.all(minted));
      for (int i = 0; i < minted.size(); i++) {
        tokens[from + i] = minted.get(i).result();
      }
    }
    return new JsonObject();
  }

  private JsonObject status() {
    int connected = 0;
    for (SwarmDevice device : loop.devices()) {
      connected += device.connected() ? 1 : 0;
    }
    return new JsonObject()
        .put("started", loop.started())
        .put("connected", connected)
        .put("live", loop.liveNow())
        .put("deltas", loop.tally().count(Tally.Count.DELTAS))
        .put("cpuNanos", cpuNanos());
  }

  private JsonObject report() {
    loop.tally().add(Tally.Count.SPANS_NOT_KEPT, loop.spans().notKept());
    JsonArray spans = new JsonArray();
    loop.spans()
        .forEach(span -> {
          long first = Long.MAX_VALUE;
          long last = 0;
          for (int i = 0; i < span.count(); i++) {
            first = Math.min(first, span.micros(i));
            last = Math.max(last, span.micros(i));
          }
          if (spans.size() < 10_000) {
            spans.add(
                new JsonArray()
                    .add(span.ns.toString())
                    .add(span.from)
                    .add(span.to)
                    .add(span.count())
                    .add(first)
                    .add(last));
          }
        });
    return new JsonObject()
        .put("tally", loop.tally().json())
        .put("findings", loop.findings().json())
        .put("spans", spans);
  }

  private static Map<UUID, Long> heads(JsonObject arguments) {
    Map<UUID, Long> heads = new HashMap<>();
    JsonObject given = arguments.getJsonObject("heads");
    given.fieldNames().forEach(ns -> heads.put(UUID.fromString(ns), given.getLong(ns)));
    return heads;
  }

  /**
   * Devices with a namespace of these that have all of it.
   *
   * @param findings where the others are told; null for nowhere
   */
  private int atHead(Map<UUID, Long> heads, @Nullable Findings findings) {
    int count = 0;
    for (SwarmDevice device : loop.devices()) {
      boolean at = device.live();
      int followed = 0;
      for (Mark mark : device.marks()) {
        Long head = heads.get(mark.ns());
        if (head == null) {
          continue;
        }
        followed++;
        if (mark.watermark() < head) {
          at = false;
          if (findings != null) {
            String state = device.live() ? "live" : "not connected";
            findings.add(
                Finding.NOT_AT_HEAD, 1, device.name(), mark.ns(), mark.watermark(), head, state);
          }
        }
      }
      if (followed == 0 && findings != null && !heads.isEmpty()) {
        String none = "follows none of the namespaces that were committed to";
        findings.add(Finding.NOT_AT_HEAD, 1, device.name(), new UUID(0, 0), 0, 0, none);
      }
      count += at && followed > 0 ? 1 : 0;
    }
    return count;
  }

  private static JsonObject memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new JsonObject().put("heapBytes", runtime.totalMemory() - runtime.freeMemory());
  }

  static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  @Override
  public void close() {
    call(Command.STOP, new JsonObject());
    loop.close();
    Await.of(vertx.close(), Duration.ofSeconds(10));
  }
}
