package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What all devices of a process hold against the hub: counts, and the first details of each kind.
 */
public final class Findings {
  /** For each kind; beyond that only the counts go on. */
  private static final int DETAILS = 20;

  private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
  private final Map<Finding, List<String>> details = new EnumMap<>(Finding.class);

  void add(Finding finding, long count, String device, UUID ns, long from, long to, String text) {
    if (count == 0) {
      return;
    }
    counts.merge(finding, count, Long::sum);
    List<String> kept = details.computeIfAbsent(finding, _ -> new ArrayList<>());
    if (finding.violation() && kept.size() < DETAILS) {
      kept.add("%s device=%s ns=%s (%d..%d] %s".formatted(finding, device, ns, from, to, text));
    }
  }

  public long count(Finding finding) {
    return counts.getOrDefault(finding, 0L);
  }

  /** Broken promises of all kinds. */
  public long violations() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().violation())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public List<String> details() {
    return details.values().stream().flatMap(List::stream).toList();
  }

  /** {@code 0}, or each kind with its count. */
  public String summary() {
    List<String> kinds =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().violation())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList();
    return kinds.isEmpty() ? "0" : String.join(", ", kinds);
  }

  public void merge(Findings other) {
    other.counts.forEach((finding, count) -> counts.merge(finding, count, Long::sum));
    other.details.forEach((finding, texts) -> {
      List<String> kept = details.computeIfAbsent(finding, _ -> new ArrayList<>());
      texts.stream().limit(DETAILS - kept.size()).forEach(kept::add);
    });
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    counts.forEach((finding, count) ->
        json.put(
            finding.name(),
            new JsonObject()
                .put("count", count)
                .put("details", new JsonArray(details.getOrDefault(finding, List.of())))));
    return json;
  }

  static Findings of(JsonObject json) {
    Findings findings = new Findings();
    for (String name : json.fieldNames()) {
      Finding finding = Finding.valueOf(name);
      JsonObject one = json.getJsonObject(name);
      findings.counts.put(finding, one.getLong("count"));
      findings.details.put(
          finding,
          new ArrayList<>(one.getJsonArray("details").stream().map(String::valueOf).toList()));
    }
    return findings;
  }
}
