package io.tidemark.loadgen.swarm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which devices a process has to play. Device number n belongs to user number n / perUser.
 *
 * @param hubs one device after the other goes to the next of them, and to the one after it when it
 *     is cut
 * @param first the number of the first device
 * @param token for all; null for tokens of the hub's own
 * @param raw a server that only lets in and broadcasts: no token, hello or welcome; the path of its
 *     channel is in {@code hubs}
 * @param perSecond connections that are opened each second
 * @param ackMillis how often a device tells what it has; 0 for never
 * @param sources addresses 127.0.0.1, 127.0.0.2 … that they come from in turn; 1 for the system's
 *     choice
 * @param start where devices say that they stand when they come for the first time
 * @param visiting who is live leaves at once, and who is refused does not come again
 */
public record SwarmPlan(
    List<URI> hubs,
    int first,
    int count,
    String userPrefix,
    int perUser,
    String devicePrefix,
    Mix mix,
    boolean raw,
    @Nullable String token,
    double perSecond,
    int ackMillis,
    int sources,
    long seed,
    Map<UUID, Long> start,
    boolean visiting) {

  /** By which transport devices come. */
  public enum Mix {
    WS,
    SSE,
    /** Every second one. */
    MIX;

    boolean eventStream(int device) {
      return this == SSE || (this == MIX && device % 2 == 1);
    }
  }

  /** A part of it, for one of several processes. */
  SwarmPlan part(int index, int parts) {
    int from = (int) ((long) count * index / parts);
    int to = (int) ((long) count * (index + 1) / parts);
    return new SwarmPlan(
        hubs,
        first + from,
        to - from,
        userPrefix,
        perUser,
        devicePrefix,
        mix,
        raw,
        token,
        perSecond / parts,
        ackMillis,
        sources,
        seed + index,
        start,
        visiting);
  }

  /** The same, by devices that come and go. */
  public SwarmPlan visit() {
    return new SwarmPlan(
        hubs,
        first,
        count,
        userPrefix,
        perUser,
        devicePrefix,
        mix,
        raw,
        token,
        perSecond,
        ackMillis,
        sources,
        seed,
        start,
        true);
  }

  JsonObject json() {
    JsonArray urls = new JsonArray();
    hubs.forEach(hub -> urls.add(hub.toString()));
    JsonObject started = new JsonObject();
    start.forEach((ns, seq) -> started.put(ns.toString(), seq));
    return new JsonObject()
        .put("hubs", urls)
        .put("first", first)
        .put("count", count)
        .put("userPrefix", userPrefix)
        .put("perUser", perUser)
        .put("devicePrefix", devicePrefix)
        .put("mix", mix.name())
        .put("raw", raw)
        .put("token", token)
        .put("perSecond", perSecond)
        .put("ackMillis", ackMillis)
        .put("sources", sources)
        .put("seed", seed)
        .put("start", started)
        .put("visiting", visiting);
  }

  static SwarmPlan of(JsonObject json) {
    List<URI> hubs = new ArrayList<>();
    json.getJsonArray("hubs").forEach(url -> hubs.add(URI.create((String) url)));
    Map<UUID, Long> start = new HashMap<>();
    json.getJsonObject("start")
        .forEach(entry ->
            start.put(UUID.fromString(entry.getKey()), ((Number) entry.getValue()).longValue()));
    return new SwarmPlan(
        List.copyOf(hubs),
        json.getInteger("first"),
        json.getInteger("count"),
        json.getString("userPrefix"),
        json.getInteger("perUser"),
        json.getString("devicePrefix"),
        Mix.valueOf(json.getString("mix")),
        json.getBoolean("raw"),
        json.getString("token"),
        json.getDouble("perSecond"),
        json.getInteger("ackMillis"),
        json.getInteger("sources"),
        json.getLong("seed"),
        Map.copyOf(start),
        json.getBoolean("visiting"));
  }
}
