package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.swarm.SwarmEnd.Command;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.HdrHistogram.Histogram;

/** A whole swarm over its processes: asks all of them, and adds up what they say. */
public final class SwarmGroup implements AutoCloseable {
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "swarm-call");
        thread.setDaemon(true);
        thread.start();
      };

  private final SwarmPlan plan;
  private final List<SwarmEnd> ends = new ArrayList<>();
  private final boolean own;

  private SwarmGroup(SwarmPlan plan, boolean own) {
    this.plan = plan;
    this.own = own;
  }

  /**
   * How far it is.
   *
   * @param cpuNanos of all its processes, other work of this one included
   */
  public record Status(int started, int connected, int live, long deltas, long cpuNanos) {}

  /** What was measured, and what is held against the hub. */
  public record Report(Tally tally, Findings findings, List<SpanSummary> spans) {
    /** From the first device to the last, of each span that at least that many received. */
    public Histogram firstToLast(int devices) {
      Histogram histogram = Histograms.create();
      spans.stream()
          .filter(span -> span.count() >= devices)
          .forEach(span -> Histograms.record(histogram, span.lastMicros() - span.firstMicros()));
      return histogram;
    }
  }

  /**
   * How one span reached its devices.
   *
   * @param firstMicros since 1970
   */
  public record SpanSummary(
      UUID ns, long from, long to, long count, long firstMicros, long lastMicros) {
    private static SpanSummary of(JsonArray json) {
      return new SpanSummary(
          UUID.fromString(json.getString(0)),
          json.getLong(1),
          json.getLong(2),
          json.getLong(3),
          json.getLong(4),
          json.getLong(5));
    }

    private String key() {
      return ns + "/" + from + "/" + to;
    }

    private SpanSummary merged(SpanSummary other) {
      return new SpanSummary(
          ns,
          from,
          to,
          count + other.count,
          Math.min(firstMicros, other.firstMicros),
          Math.max(lastMicros, other.lastMicros));
    }
  }

  /** In this process. */
  public static SwarmGroup local(SwarmPlan plan) {
    SwarmGroup group = new SwarmGroup(plan, true);
    group.ends.add(new LocalSwarm(plan));
    return group;
  }

  /** In so many other processes. */
  public static SwarmGroup of(SwarmPlan plan, int processes) {
    SwarmGroup group = new SwarmGroup(plan, false);
    try {
      for (int i = 0; i < processes; i++) {
        group.ends.add(RemoteSwarm.start(plan.part(i, processes)));
      }
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
    return group;
  }

  public SwarmPlan plan() {
    return plan;
  }

  /** Whether the devices live in this very process. */
  public boolean own() {
    return own;
  }

  public int processes() {
    return ends.size();
  }

  /** Of the other processes, for who wants to know what they take. */
  public List<Long> pids() {
    return ends.stream()
        .map(
            end -> end instanceof RemoteSwarm remote ? remote.pid() : ProcessHandle.current().pid())
        .toList();
  }

  private List<JsonObject> all(Command command, JsonObject arguments) {
    List<CompletableFuture<JsonObject>> calls =
        ends.stream()
            .map(end -> CompletableFuture.supplyAsync(() -> end.call(command, arguments), THREADS))
            .toList();
    try {
      return calls.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  public void prepare() {
    all(Command.PREPARE, new JsonObject());
  }

  public void connect() {
    all(Command.CONNECT, new JsonObject());
  }

  /** Who is not live by now stays away, and so does who is cut later. */
  public void settle() {
    all(Command.SETTLE, new JsonObject());
  }

  public Status status() {
    Status sum = new Status(0, 0, 0, 0, 0);
    for (JsonObject one : all(Command.STATUS, new JsonObject())) {
      sum =
          new Status(
              sum.started + one.getInteger("started"),
              sum.connected + one.getInteger("connected"),
              sum.live + one.getInteger("live"),
              sum.deltas + one.getLong("deltas"),
              sum.cpuNanos + one.getLong("cpuNanos"));
    }
    return sum;
  }

  /**
   * Measures anew.
   *
   * @param changes the time of each change in each delta; a price where deltas are full
   * @param spans which span reached which device when; for staleness and the audit
   */
  public void record(boolean changes, boolean spans) {
    all(Command.RECORD, new JsonObject().put("changes", changes).put("spans", spans));
  }

  public Report report() {
    Tally tally = new Tally();
    Findings findings = new Findings();
    Map<String, SpanSummary> spans = new HashMap<>();
    for (JsonObject one : all(Command.REPORT, new JsonObject())) {
      tally.merge(Tally.of(one.getJsonObject("tally")));
      findings.merge(Findings.of(one.getJsonObject("findings")));
      for (Object item : one.getJsonArray("spans")) {
        JsonArray array = item instanceof JsonArray own ? own : new JsonArray((List<?>) item);
        SpanSummary span = SpanSummary.of(array);
        spans.merge(span.key(), span, SpanSummary::merged);
      }
    }
    return new Report(tally, findings, List.copyOf(spans.values()));
  }

  /**
   * How many devices have everything up to these heads, in all of these namespaces that are theirs.
   */
  public int atHead(Map<UUID, Long> heads) {
    return sum(Command.HEADS, heads);
  }

  /** The same, and who does not is a finding. */
  public int judge(Map<UUID, Long> heads) {
    return sum(Command.JUDGE, heads);
  }

  private int sum(Command command, Map<UUID, Long> heads) {
    JsonObject json = new JsonObject();
    heads.forEach((ns, head) -> json.put(ns.toString(), head));
    return all(command, new JsonObject().put("heads", json)).stream()
        .mapToInt(one -> one.getInteger("atHead"))
        .sum();
  }

  public Staleness staleness(Timeline timeline, long sinceMicros) {
    Staleness sum = new Staleness();
    JsonObject arguments =
        new JsonObject().put("timeline", timeline.json()).put("sinceMicros", sinceMicros);
    all(Command.STALENESS, arguments).forEach(one -> sum.merge(Staleness.of(one)));
    return sum;
  }

  /** All devices tell what they have. */
  public void ack() {
    all(Command.ACK, new JsonObject());
  }

  /** Heap in use after a collection, over all processes. */
  public long heapBytes() {
    return all(Command.MEMORY, new JsonObject()).stream()
        .mapToLong(one -> one.getLong("heapBytes"))
        .sum();
  }

  public void stop() {
    all(Command.STOP, new JsonObject());
  }

  @Override
  public void close() {
    ends.forEach(SwarmEnd::close);
  }
}
