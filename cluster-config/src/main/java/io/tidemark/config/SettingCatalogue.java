package io.tidemark.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every setting there is, with its default and its meaning, in the order in which it is shown. */
final class SettingCatalogue {
  private static final List<Setting<?>> LISTED = new ArrayList<>();
  private static final int DAY_SECONDS = 86_400;

  static final Setting<String> HTTP_HOST =
      listed(
          Setting.text(
              "http.host", "127.0.0.1", "an address or a host name", "where the hub listens"));
  static final Setting<Integer> HTTP_PORT =
      listed(Setting.number("http.port", 8080, 0, 65_535, "the port; 0 takes any free one"));
  static final Setting<String> HTTP_PUBLIC_URL =
      listed(
          Setting.url(
              "http.publicUrl",
              "what devices reach the hub by, if it is behind a proxy; signed URLs begin with it",
              "http",
              "https"));

  static final Setting<Path> DATA_DIR =
      listed(
          Setting.path(
              "data.dir", ".tidemark", "blocks, generated keys and the embedded servers' data"));

  static final Setting<String> POSTGRES_URI =
      listed(
          Setting.url(
                  "postgres.uri",
                  "postgresql://user:password@host:port/database; empty starts one",
                  "postgresql",
                  "postgres")
              .asSecret());
  static final Setting<String> REDIS_URI =
      listed(
          Setting.url("redis.uri", "redis://host:port; empty starts one", "redis", "rediss")
              .asSecret());
  static final Setting<String> KAFKA_BOOTSTRAP =
      listed(
          Setting.text(
              "kafka.bootstrap",
              "",
              "empty, or host:port[,host:port…]",
              "brokers of a Kafka cluster; empty starts one"));
  static final Setting<Integer> KAFKA_PARTITIONS =
      listed(Setting.number("kafka.partitions", 8, 1, 1_000, "of a topic that the hub makes"));
  static final Setting<Integer> KAFKA_RETENTION_DAYS =
      listed(
          Setting.number(
              "kafka.retentionDays",
              7,
              1,
              365,
              "of a topic that the hub makes; nothing is lost past it"));
  static final Setting<Integer> DATABASE_POOL_SIZE =
      listed(Setting.number("database.poolSize", 16, 2, 500, "connections to PostgreSQL"));

  static final Setting<String> AUTH_JWKS_URI =
      listed(
          Setting.url(
              "auth.jwksUri",
              "the public keys of those who issue tokens",
              "https",
              "http",
              "file"));
  static final Setting<String> AUTH_ISSUER =
      listed(Setting.text("auth.issuer", "", "any text", "what a token's iss must be; empty: any"));
  static final Setting<Settings.DevTokens> AUTH_DEV =
      listed(
          Setting.choice(
              "auth.dev",
              Settings.DevTokens.AUTO,
              Settings.DevTokens.class,
              "POST /v1/dev/token; auto: where PostgreSQL is embedded and the listener is loopback"));

  static final Setting<Integer> WINDOW_MILLIS =
      listed(
          Setting.number(
              "window.millis", 500, 100, 5_000, "a hot folder pushes once in this time"));
  static final Setting<Integer> WINDOW_DELTA_CHANGES =
      listed(
          Setting.number(
              "window.deltaChanges", 100, 1, 100, "changes in one delta; beyond, devices read on"));

  static final Setting<Integer> COMMIT_LANES =
      listed(Setting.number("commit.lanes", 4, 1, 64, "batches written at the same time"));
  static final Setting<Integer> COMMIT_BATCH_SIZE =
      listed(Setting.number("commit.batchSize", 64, 1, 1_000, "commits in one transaction"));
  static final Setting<Integer> COMMIT_BATCH_MILLIS =
      listed(Setting.number("commit.batchMillis", 2, 0, 1_000, "how long a batch is gathered"));
  static final Setting<Integer> COMMIT_QUEUE_LIMIT =
      listed(
          Setting.number(
              "commit.queueLimit", 20_000, 1, 1_000_000, "commits waiting in a lane; beyond: 503"));

  static final Setting<Integer> BLOCKS_URL_SECONDS =
      listed(
          Setting.number(
              "blocks.urlSeconds", 900, 1, DAY_SECONDS, "how long a block's URL is good"));
  static final Setting<String> BLOCKS_SIGNING_KEY =
      listed(
          Setting.signingKey(
              "blocks.signingKey",
              "signs block URLs, the same on all nodes; empty: one is generated"));
  static final Setting<String> CURSOR_SIGNING_KEY =
      listed(
          Setting.signingKey(
              "cursor.signingKey",
              "signs cursors, the same on all nodes; empty: one is generated"));

  static final Setting<Integer> GATEWAY_HEARTBEAT_SECONDS =
      listed(Setting.number("gateway.heartbeatSeconds", 25, 1, 600, "between two heartbeats"));
  static final Setting<Integer> GATEWAY_HELLO_SECONDS =
      listed(Setting.number("gateway.helloSeconds", 10, 1, 300, "for a device to say hello"));
  static final Setting<Integer> GATEWAY_MAX_CONNECTIONS =
      listed(
          Setting.number("gateway.maxConnections", 15_000, 1, 2_000_000, "devices on this node"));
  static final Setting<Integer> GATEWAY_MAX_CONNECTIONS_PER_USER =
      listed(
          Setting.number("gateway.maxConnectionsPerUser", 100, 1, 100_000, "devices of one user"));
  static final Setting<Integer> GATEWAY_WRITE_QUEUE_BYTES =
      listed(
          Setting.number(
              "gateway.writeQueueBytes",
              65_536,
              1_024,
              64 << 20,
              "unsent bytes of one device, from which on changes are merged"));
  static final Setting<Integer> GATEWAY_MESSAGES_PER_SECOND =
      listed(Setting.number("gateway.messagesPerSecond", 50, 1, 10_000, "frames from one device"));
  static final Setting<Integer> GATEWAY_HELLOS_PER_SECOND =
      listed(
          Setting.number(
              "gateway.hellosPerSecond",
              5_000,
              1,
              1_000_000,
              "devices that are let in; beyond: 1013 or 503, with a time to come back"));
  static final Setting<Integer> GATEWAY_DEPARTURES_PER_SECOND =
      listed(
          Setting.number(
              "gateway.departuresPerSecond",
              500,
              1,
              1_000_000,
              "devices that are asked to leave, in a drain or for another home"));
  static final Setting<Integer> GATEWAY_DRAIN_SECONDS =
      listed(
          Setting.number(
              "gateway.drainSeconds",
              30,
              0,
              3_600,
              "after which a node that goes down has asked all devices to leave"));
  static final Setting<Integer> GATEWAY_EVENT_LOOPS =
      listed(Setting.number("gateway.eventLoops", 0, 0, 512, "0: one per core"));
  static final Setting<Settings.Pipeline> GATEWAY_PIPELINE =
      listed(
          Setting.choice(
              "gateway.pipeline",
              Settings.Pipeline.OWN,
              Settings.Pipeline.class,
              "whose WebSockets; vertx: five times the memory, to compare with and as a way back"));

  static final Setting<Integer> WATERMARKS_FLUSH_MILLIS =
      listed(
          Setting.number("watermarks.flushMillis", 200, 1, 60_000, "between two writes to Redis"));
  static final Setting<Integer> WATERMARKS_QUEUE_LIMIT =
      listed(
          Setting.number(
              "watermarks.queueLimit", 100_000, 1, 10_000_000, "watermarks waiting for Redis"));
  static final Setting<Integer> WATERMARKS_RETENTION_DAYS =
      listed(
          Setting.number(
              "watermarks.retentionDays", 90, 1, 3_650, "a device's, after its last sign of life"));

  static final Setting<Integer> TAIL_ENTRIES =
      listed(
          Setting.number(
              "tail.entries", 256, 1, 100_000, "newest changes per folder in Redis and in memory"));
  static final Setting<Integer> TAIL_SECONDS =
      listed(
          Setting.number(
              "tail.seconds",
              DAY_SECONDS,
              1,
              365 * DAY_SECONDS,
              "how long a quiet folder's stay in Redis"));
  static final Setting<Integer> TAIL_MEMORY_NAMESPACES =
      listed(
          Setting.number(
              "tail.memoryNamespaces",
              200_000,
              1,
              100_000_000,
              "folders whose heads a node has in memory"));
  static final Setting<Integer> TAIL_MEMORY_MEBIBYTES =
      listed(
          Setting.number(
              "tail.memoryMebibytes", 64, 1, 65_536, "newest changes that a node has in memory"));

  static final Setting<Integer> JOURNAL_KEEP_DAYS =
      listed(
          Setting.number(
              "journal.keepDays",
              0,
              0,
              36_500,
              "changes older than this go; 0: none, ever. Who is further behind takes a snapshot"));

  static final Setting<Integer> THUMBNAILS_WORKERS =
      listed(
          Setting.number(
              "thumbnails.workers", 0, 0, 256, "processes that render; 0: one for each processor"));
  static final Setting<Settings.ThumbnailRenderer> THUMBNAILS_RENDERER =
      listed(
          Setting.choice(
              "thumbnails.renderer",
              Settings.ThumbnailRenderer.AUTO,
              Settings.ThumbnailRenderer.class,
              "what decodes; auto: native code where it loads"));
  static final Setting<Integer> THUMBNAILS_MEMORY_MEBIBYTES =
      listed(
          Setting.number(
              "thumbnails.memoryMebibytes", 32, 0, 65_536, "thumbnails that a node has in memory"));
  static final Setting<Integer> THUMBNAILS_DISK_MEBIBYTES =
      listed(
          Setting.number(
              "thumbnails.diskMebibytes", 1_024, 0, 1 << 24, "thumbnails that are kept on disk"));
  static final Setting<Integer> THUMBNAILS_RENDER_SECONDS =
      listed(
          Setting.number(
              "thumbnails.renderSeconds", 10, 1, 600, "longest that one picture may take"));
  static final Setting<Integer> THUMBNAILS_ANSWERS =
      listed(
          Setting.number("thumbnails.answers", 128, 1, 10_000, "requests for thumbnails at once"));

  static final Setting<Integer> TRASH_DAYS =
      listed(Setting.number("trash.days", 30, 1, 3_650, "before what was deleted is purged"));

  static final Setting<Settings.ClusterMode> CLUSTER_MODE =
      listed(
          Setting.choice(
              "cluster.mode",
              Settings.ClusterMode.OFF,
              Settings.ClusterMode.class,
              "how nodes find one another; local: on one machine; hosts: by cluster.members"));
  static final Setting<String> CLUSTER_NAME =
      listed(
          Setting.text(
              "cluster.name", "tidemark", "any text", "nodes of other names are left alone"));
  static final Setting<String> CLUSTER_SECRET =
      listed(
          Setting.passphrase(
              "cluster.secret",
              "what nodes know one another by; empty: generated, which does for local only"));
  static final Setting<String> CLUSTER_HOST =
      listed(
          Setting.text(
              "cluster.host",
              "",
              "empty, or an address of this machine",
              "where nodes reach this one; empty: loopback if local, else what the host's name has"));
  static final Setting<Integer> CLUSTER_PORT =
      listed(Setting.number("cluster.port", 5_701, 1, 65_535, "for members of the cluster"));
  static final Setting<Integer> CLUSTER_BUS_PORT =
      listed(
          Setting.number(
              "cluster.busPort", 0, 0, 65_535, "for messages between nodes; 0: any free one"));
  static final Setting<String> CLUSTER_MEMBERS =
      listed(
          Setting.members(
              "cluster.members",
              "who to look for; empty, if local: the sixteen ports from cluster.port on"));
  static final Setting<String> CLUSTER_KUBERNETES_SERVICE =
      listed(
          Setting.text(
              "cluster.kubernetesService",
              "",
              "empty, or a name in the DNS",
              "of the headless service that has all nodes"));
  static final Setting<Settings.Placement> CLUSTER_PLACEMENT =
      listed(
          Setting.choice(
              "cluster.placement",
              Settings.Placement.ANY,
              Settings.Placement.class,
              "home: a device is asked to go to its user's node; any: it stays where it came"));

  private SettingCatalogue() {}

  private static <T> Setting<T> listed(Setting<T> setting) {
    LISTED.add(setting);
    return setting;
  }

  static List<Setting<?>> all() {
    return Collections.unmodifiableList(LISTED);
  }
}
