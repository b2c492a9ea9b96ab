package io.tidemark.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.Homes;
import io.tidemark.flow.NodeHints;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others: once a second it says that it is there, and looks who else is and who
 * is at home where.
 */
public final class Cluster implements Homes, NodeHints {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final long BEAT_MILLIS = 1_000;

  /** A member that has said nothing for so many of our beats is told of, once. */
  private static final int SILENT_BEATS = 30;

  private static final int URL_CHARS_MAX = 2_048;

  private final Vertx vertx;
  private final Context context;
  private final String mode;
  private final Members members;
  private final Supplier<String> url;
  private final BooleanSupplier draining;
  private final ClusterMetrics metrics;
  private final Roster roster = new Roster();
  private final HomeTable homes = new HomeTable();
  private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
  private final Map<String, Integer> silentBeats = new ConcurrentHashMap<>();
  private final Post post;
  private volatile JsonObject shown = new JsonObject();
  private boolean looking;
  private long timer;

  private Cluster(
      ClusteredVertx joined,
      Context context,
      Supplier<String> url,
      BooleanSupplier draining,
      MeterRegistry registry) {
    this.vertx = joined.vertx();
    this.context = context;
    this.mode = joined.settings().mode().name().toLowerCase(Locale.ROOT);
    this.members = joined.members();
    this.url = url;
    this.draining = draining;
    this.metrics = new ClusterMetrics(registry);
    this.post = new Post(vertx, joined.key(), members.self(), metrics, this::received);
  }

  /**
   * Begins; not to be called on an event loop.
   *
   * @param url where devices reach this node; empty as long as they do not
   * @param draining whether this node is going down
   */
  public static Cluster start(
      ClusteredVertx joined,
      Supplier<String> url,
      BooleanSupplier draining,
      MeterRegistry registry) {
    Context context = joined.vertx().getOrCreateContext();
    Promise<Cluster> started = Promise.promise();
    context.runOnContext(_ -> {
      Cluster cluster = new Cluster(joined, context, url, draining, registry);
      cluster.timer = joined.vertx().setPeriodic(1, BEAT_MILLIS, _ -> cluster.beat());
      cluster.members.listen(() -> context.runOnContext(_ -> cluster.beat()));
      started.complete(cluster);
    });
    return started.future().await();
  }

  private void beat() {
    String here = url.get();
    // Before it serves it is a member, and no node yet.
    if (!here.isEmpty()) {
      post.send(
          Letter.Kind.BEAT,
          new JsonObject().put("url", here).put("draining", draining.getAsBoolean()));
    }
    look();
  }

  private void look() {
    Collection<String> ids = new HashSet<>(members.ids());
    for (ClusterNode gone : roster.retain(ids)) {
      LOG.info("node left node={} url={}", gone.id(), gone.url());
    }
    List<ClusterNode> nodes = roster.nodes();
    metrics.sizes(ids.size(), nodes.size() + (ids.isEmpty() ? 0 : 1));
    shown = show(ids.size(), nodes);
    warnOfSilent(ids);
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(members::owners)
        .onComplete(owners -> {
          looking = false;
          if (owners.succeeded()) {
            metrics.moved(homes.look(owners.result(), roster::get));
          }
        });
  }

  private void warnOfSilent(Collection<String> ids) {
    Set<String> silent = new HashSet<>(ids);
    silent.remove(members.self());
    silent.removeIf(id -> roster.get(id) != null);
    silentBeats.keySet().retainAll(silent);
    for (String id : silent) {
      if (silentBeats.merge(id, 1, Integer::sum) == SILENT_BEATS) {
        LOG.warn("member is no node of ours, or does not serve yet member={}", id);
      }
    }
  }

  private void received(Letter letter) {
    if (!roster.isNew(letter)) {
      metrics.refused(ClusterMetrics.Refused.REPEATED);
      return;
    }
    switch (letter.kind()) {
      case BEAT -> announced(letter);
      case HINT -> hinted(letter.text("topic"));
    }
  }

  private void announced(Letter letter) {
    String where = letter.text("url");
    if (where.isEmpty() || where.length() > URL_CHARS_MAX) {
      metrics.refused(ClusterMetrics.Refused.MALFORMED);
      return;
    }
    ClusterNode node =
        new ClusterNode(
            letter.from(), where, Boolean.TRUE.equals(letter.content().getValue("draining")));
    if (roster.announce(node)) {
      LOG.info("node came node={} url={}", node.id(), node.url());
      // It does not wait a second to know us, nor we to know its users.
      beat();
    }
  }

  private void hinted(String topic) {
    metrics.hinted();
    listeners.getOrDefault(topic, List.of()).forEach(Runnable::run);
  }

  private JsonObject show(int memberCount, List<ClusterNode> nodes) {
    JsonArray urls = new JsonArray().add(url.get());
    nodes.stream().map(ClusterNode::url).sorted().forEach(urls::add);
    return new JsonObject().put("mode", mode).put("members", memberCount).put("nodes", urls);
  }

  /** For {@code /readyz}: the mode, how many members there are, where the nodes serve. */
  public JsonObject shown() {
    return shown;
  }

  @Override
  public @Nullable String elsewhere(String user) {
    return homes.elsewhere(members.partition(user));
  }

  @Override
  public void tell(String topic) {
    post.send(Letter.Kind.HINT, new JsonObject().put("topic", topic));
  }

  @Override
  public void listen(String topic, Runnable look) {
    listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(look);
  }

  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(_ -> {
      vertx.cancelTimer(timer);
      post.close();
      stopped.complete();
    });
    return stopped.future();
  }
}
