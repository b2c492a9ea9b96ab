package io.tidemark.loadgen.swarm;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the devices of one or more processes measured; adds up exactly. */
public final class Tally {
  /** What is counted. */
  public enum Count {
    DELTAS,
    CHANGES,
    TRUNCATED,
    PULLS,
    PULLS_FAILED,
    ACKS,
    PINGS,
    RESETS,
    CONNECTED,
    LIVE,
    ASKED_TO_RECONNECT,
    SPANS_NOT_KEPT
  }

  /** Microseconds from one instant to another. */
  public enum Time {
    /** From a commit's intended instant to a device's socket. */
    DUE_TO_SOCKET,
    /** From the hub's timestamp to a device's socket. */
    STAMP_TO_SOCKET,
    /** From a connection's intended instant to its first {@code live}. */
    CONNECT_TO_LIVE,
    /** From the loss of a connection to the next {@code live}. */
    CUT_TO_LIVE,
    /** After which a hub advised to come back: no time that passed. */
    ADVISED,
    /** By which the generator's own loop came too late. */
    LAG
  }

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<Time, Histogram> times = new EnumMap<>(Time.class);
  private final Map<String, Long> failures = new TreeMap<>();

  public Tally() {
    for (Time time : Time.values()) {
      times.put(time, Histograms.create());
    }
  }

  void add(Count what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void time(Time what, long micros) {
    Histograms.record(of(what), micros);
  }

  /** Why connections ended or did not come about; of bounded number. */
  void failure(String why) {
    failures.merge(
        failures.size() < 100 || failures.containsKey(why) ? why : "others", 1L, Long::sum);
  }

  public long count(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  public Histogram of(Time what) {
    Histogram histogram = times.get(what);
    if (histogram == null) {
      throw new IllegalStateException("no histogram of " + what);
    }
    return histogram;
  }

  public Map<String, Long> failures() {
    return Map.copyOf(failures);
  }

  /** What came before does not count. */
  void restart() {
    counts.clear();
    failures.clear();
    times.values().forEach(Histogram::reset);
  }

  public void merge(Tally other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    other.failures.forEach((why, count) -> failures.merge(why, count, Long::sum));
    times.forEach((what, histogram) -> histogram.add(other.of(what)));
  }

  JsonObject json() {
    JsonObject counted = new JsonObject();
    counts.forEach((what, count) -> counted.put(what.name(), count));
    JsonObject timed = new JsonObject();
    times.forEach((what, histogram) -> timed.put(what.name(), Histograms.encode(histogram)));
    JsonObject failed = new JsonObject();
    failures.forEach(failed::put);
    return new JsonObject().put("counts", counted).put("times", timed).put("failures", failed);
  }

  static Tally of(JsonObject json) {
    Tally tally = new Tally();
    JsonObject counted = json.getJsonObject("counts");
    counted.fieldNames().forEach(name -> tally.add(Count.valueOf(name), counted.getLong(name)));
    JsonObject timed = json.getJsonObject("times");
    timed
        .fieldNames()
        .forEach(
            name -> tally.of(Time.valueOf(name)).add(Histograms.decode(timed.getString(name))));
    JsonObject failed = json.getJsonObject("failures");
    failed.fieldNames().forEach(why -> tally.failures.merge(why, failed.getLong(why), Long::sum));
    return tally;
  }
}
