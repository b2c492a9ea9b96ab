package io.tidemark.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.tidemark.config.Settings;
import io.tidemark.config.cluster.ClusterKey;
import io.tidemark.config.cluster.MemberConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Vert.x on Hazelcast: a member that has joined. */
public final class ClusteredVertx {
  /** Above this a member that hangs keeps the one that comes from joining. */
  private static final Duration JOIN = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Settings.Cluster settings;
  private final ClusterKey key;
  private final HazelcastMembers members;

  private ClusteredVertx(
      Vertx vertx, Settings.Cluster settings, ClusterKey key, HazelcastMembers members) {
    this.vertx = vertx;
    this.settings = settings;
    this.key = key;
    this.members = members;
  }

  /**
   * Joins, or begins a cluster where there is none; waits for it.
   *
   * @throws TimeoutException if that takes too long; threads of it may be left, so that the process
   *     should end
   */
  public static ClusteredVertx join(VertxOptions options, Settings.Cluster settings, byte[] secret)
      throws ExecutionException, InterruptedException, TimeoutException {
    ClusterKey key = new ClusterKey(secret);
    HazelcastClusterManager manager = new HazelcastClusterManager(MemberConfig.of(settings, key));
    options.setEventBusOptions(
        new EventBusOptions().setHost(MemberConfig.host(settings)).setPort(settings.busPort()));
    Vertx vertx;
    try {
      vertx =
          Vertx.builder()
              .with(options)
              .withClusterManager(manager)
              .buildClustered()
              .toCompletionStage()
              .toCompletableFuture()
              .get(JOIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      TimeoutException told =
          new TimeoutException(
              "the cluster could not be joined within %d s (cluster.mode=%s, cluster.port=%d); does one of its members hang?"
                  .formatted(JOIN.toSeconds(), settings.mode(), settings.port()));
      told.initCause(e);
      throw told;
    }
    // Nothing that arrives is made into an object of a class that it names.
    vertx.eventBus().serializableChecker(_ -> false).clusterSerializableChecker(_ -> false);
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    return new ClusteredVertx(
        vertx, settings, key, new HazelcastMembers(hazelcast, manager.getNodeId()));
  }

  public Vertx vertx() {
    return vertx;
  }

  Settings.Cluster settings() {
    return settings;
  }

  ClusterKey key() {
    return key;
  }

  Members members() {
    return members;
  }
}
