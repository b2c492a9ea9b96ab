package io.tidemark.config;

import static io.tidemark.config.SettingCatalogue.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything about a node that can be set, read once at its start.
 *
 * <p>Names, defaults, ranges and meanings are those of {@link SettingCatalogue}; {@code ./tidemark
 * settings} prints them.
 */
public record Settings(
    Http http,
    Data data,
    Servers servers,
    Kafka kafka,
    Database database,
    Auth auth,
    Window window,
    Commit commit,
    Blocks blocks,
    CursorKey cursor,
    Gateway gateway,
    Watermarks watermarks,
    Tail tail,
    Journal journal,
    Thumbnails thumbnails,
    Trash trash,
    Cluster cluster) {

  public record Http(String host, int port, String publicUrl) {}

  public record Data(Path dir) {}

  public record Kafka(int partitions, int retentionDays) {}

  public record Database(int poolSize) {}

  /** Whether {@code POST /v1/dev/token} is served. */
  public enum DevTokens {
    AUTO,
    ON,
    OFF
  }

  public record Auth(String jwksUri, String issuer, DevTokens dev) {}

  public record Window(int windowMillis, int deltaChanges) {}

  public record Commit(int lanes, int batchSize, int batchMillis, int queueLimit) {}

  /**
   * @param signingKey hexadecimal; empty: {@link DataFolder#secret}
   */
  public record Blocks(int urlSeconds, String signingKey) {}

  /**
   * @param signingKey hexadecimal; empty: {@link DataFolder#secret}
   */
  public record CursorKey(String signingKey) {}

  public record Gateway(
      int heartbeatSeconds,
      int helloSeconds,
      int maxConnections,
      int maxConnectionsPerUser,
      int writeQueueBytes,
      int messagesPerSecond,
      int hellosPerSecond,
      int departuresPerSecond,
      int drainSeconds,
      int eventLoops,
      Pipeline pipeline) {}

  /** How a connection's bytes become frames of a WebSocket. */
  public enum Pipeline {
    OWN,
    VERTX
  }

  public record Watermarks(int flushMillis, int queueLimit, int retentionDays) {}

  public record Tail(int tailEntries, int tailSeconds, int memoryNamespaces, int memoryMebibytes) {}

  /**
   * @param keepDays 0: for ever
   */
  public record Journal(int keepDays) {}

  /** With what thumbnails are rendered. */
  public enum ThumbnailRenderer {
    AUTO,
    JAVA,
    NATIVE
  }

  /**
   * @param workers 0: one for each processor
   */
  public record Thumbnails(
      int workers,
      ThumbnailRenderer renderer,
      int memoryMebibytes,
      int diskMebibytes,
      int renderSeconds,
      int answers) {}

  public record Trash(int days) {}

  /** How nodes find one another. */
  public enum ClusterMode {
    OFF,
    LOCAL,
    HOSTS,
    KUBERNETES
  }

  /** Where a user's devices are wanted. */
  public enum Placement {
    ANY,
    HOME
  }

  /**
   * @param secret empty: {@link DataFolder#secret}
   * @param host empty: loopback, or what the name of this machine has
   * @param members {@code host:port}, by commas
   */
  public record Cluster(
      ClusterMode mode,
      String name,
      String secret,
      String host,
      int port,
      int busPort,
      String members,
      String kubernetesService,
      Placement placement) {

    /** What one alone cannot tell: whether they fit together. */
    Cluster checked() {
      if (mode == ClusterMode.HOSTS && members.isEmpty()) {
        throw new SettingException(
            CLUSTER_MEMBERS.key(), members, "host:port[,host:port…], where cluster.mode is hosts");
      }
      if (mode == ClusterMode.KUBERNETES && kubernetesService.isEmpty()) {
        throw new SettingException(
            CLUSTER_KUBERNETES_SERVICE.key(),
            kubernetesService,
            "the name of a headless service, where cluster.mode is kubernetes");
      }
      if ((mode == ClusterMode.HOSTS || mode == ClusterMode.KUBERNETES) && secret.isEmpty()) {
        throw new SettingException(
            CLUSTER_SECRET.key(),
            "",
            "at least 16 characters, the same on all nodes, where they are not on one machine");
      }
      return this;
    }
  }

  /**
   * @param environment variables; of those that begin with {@code TIDEMARK_} each must be known
   * @param overrides by key ({@code http.port}); they win over the environment
   * @throws SettingException for the first that is wrong
   */
  public static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    SettingNames given = SettingNames.checked(SettingCatalogue.all(), environment, overrides);
    return new Settings(
        new Http(given.get(HTTP_HOST), given.get(HTTP_PORT), given.get(HTTP_PUBLIC_URL)),
        new Data(given.get(DATA_DIR)),
        new Servers(given.get(POSTGRES_URI), given.get(REDIS_URI), given.get(KAFKA_BOOTSTRAP)),
        new Kafka(given.get(KAFKA_PARTITIONS), given.get(KAFKA_RETENTION_DAYS)),
        new Database(given.get(DATABASE_POOL_SIZE)),
        new Auth(given.get(AUTH_JWKS_URI), given.get(AUTH_ISSUER), given.get(AUTH_DEV)),
        new Window(given.get(WINDOW_MILLIS), given.get(WINDOW_DELTA_CHANGES)),
        new Commit(
            given.get(COMMIT_LANES),
            given.get(COMMIT_BATCH_SIZE),
            given.get(COMMIT_BATCH_MILLIS),
            given.get(COMMIT_QUEUE_LIMIT)),
        new Blocks(given.get(BLOCKS_URL_SECONDS), given.get(BLOCKS_SIGNING_KEY)),
        new CursorKey(given.get(CURSOR_SIGNING_KEY)),
        new Gateway(
            given.get(GATEWAY_HEARTBEAT_SECONDS),
            given.get(GATEWAY_HELLO_SECONDS),
            given.get(GATEWAY_MAX_CONNECTIONS),
            given.get(GATEWAY_MAX_CONNECTIONS_PER_USER),
            given.get(GATEWAY_WRITE_QUEUE_BYTES),
            given.get(GATEWAY_MESSAGES_PER_SECOND),
            given.get(GATEWAY_HELLOS_PER_SECOND),
            given.get(GATEWAY_DEPARTURES_PER_SECOND),
            given.get(GATEWAY_DRAIN_SECONDS),
            given.get(GATEWAY_EVENT_LOOPS),
            given.get(GATEWAY_PIPELINE)),
        new Watermarks(
            given.get(WATERMARKS_FLUSH_MILLIS),
            given.get(WATERMARKS_QUEUE_LIMIT),
            given.get(WATERMARKS_RETENTION_DAYS)),
        new Tail(
            given.get(TAIL_ENTRIES),
            given.get(TAIL_SECONDS),
            given.get(TAIL_MEMORY_NAMESPACES),
            given.get(TAIL_MEMORY_MEBIBYTES)),
        new Journal(given.get(JOURNAL_KEEP_DAYS)),
        new Thumbnails(
            given.get(THUMBNAILS_WORKERS),
            given.get(THUMBNAILS_RENDERER),
            given.get(THUMBNAILS_MEMORY_MEBIBYTES),
            given.get(THUMBNAILS_DISK_MEBIBYTES),
            given.get(THUMBNAILS_RENDER_SECONDS),
            given.get(THUMBNAILS_ANSWERS)),
        new Trash(given.get(TRASH_DAYS)),
        new Cluster(
                given.get(CLUSTER_MODE),
                given.get(CLUSTER_NAME),
                given.get(CLUSTER_SECRET),
                given.get(CLUSTER_HOST),
                given.get(CLUSTER_PORT),
                given.get(CLUSTER_BUS_PORT),
                given.get(CLUSTER_MEMBERS),
                given.get(CLUSTER_KUBERNETES_SERVICE),
                given.get(CLUSTER_PLACEMENT))
            .checked());
  }

  /** Every setting, in the order in which to show them. */
  public static List<SettingDescription> describe() {
    return SettingCatalogue.all().stream()
        .map(setting ->
            new SettingDescription(
                setting.key(),
                setting.environmentName(),
                setting.defaultText(),
                setting.expected(),
                setting.meaning(),
                setting.secret()))
        .toList();
  }
}
