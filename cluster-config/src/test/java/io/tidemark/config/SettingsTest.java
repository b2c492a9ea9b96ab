package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final String KEY = "ab".repeat(32);
  private static final String OTHER_KEY = "cd".repeat(40);

  @Test
  void defaults_are_these() {
    assertThat(Settings.load(Map.of(), Map.of()))
        .isEqualTo(
            new Settings(
                new Settings.Http("127.0.0.1", 8080, ""),
                new Settings.Data(Path.of(".tidemark")),
                new Servers("", "", ""),
                new Settings.Kafka(8, 7),
                new Settings.Database(16),
                new Settings.Auth("", "", Settings.DevTokens.AUTO),
                new Settings.Window(500, 100),
                new Settings.Commit(4, 64, 2, 20_000),
                new Settings.Blocks(900, ""),
                new Settings.CursorKey(""),
                new Settings.Gateway(
                    25, 10, 15_000, 100, 65_536, 50, 5_000, 500, 30, 0, Settings.Pipeline.OWN),
                new Settings.Watermarks(200, 100_000, 90),
                new Settings.Tail(256, 86_400, 200_000, 64),
                new Settings.Journal(0),
                new Settings.Thumbnails(0, Settings.ThumbnailRenderer.AUTO, 32, 1_024, 10, 128),
                new Settings.Trash(30),
                new Settings.Cluster(
                    Settings.ClusterMode.OFF,
                    "tidemark",
                    "",
                    "",
                    5_701,
                    0,
                    "",
                    "",
                    Settings.Placement.ANY)));
  }

  @Test
  void every_key_reaches_its_place_from_the_environment_and_from_options() {
    Map<String, String> byKey = new LinkedHashMap<>();
    Map<String, String> byName = new LinkedHashMap<>();
    every("http.host", "TIDEMARK_HTTP_HOST", "hub.example", byKey, byName);
    every("http.port", "TIDEMARK_HTTP_PORT", "9", byKey, byName);
    every("http.publicUrl", "TIDEMARK_HTTP_PUBLIC_URL", "https://hub/", byKey, byName);
    every("data.dir", "TIDEMARK_DATA_DIR", "/srv", byKey, byName);
    every("postgres.uri", "TIDEMARK_POSTGRES_URI", "postgresql://a:b@c/d", byKey, byName);
    every("redis.uri", "TIDEMARK_REDIS_URI", "redis://c:1", byKey, byName);
    every("kafka.bootstrap", "TIDEMARK_KAFKA_BOOTSTRAP", "c:2,d:3", byKey, byName);
    every("kafka.partitions", "TIDEMARK_KAFKA_PARTITIONS", "10", byKey, byName);
    every("kafka.retentionDays", "TIDEMARK_KAFKA_RETENTION_DAYS", "11", byKey, byName);
    every("database.poolSize", "TIDEMARK_DATABASE_POOL_SIZE", "12", byKey, byName);
    every("auth.jwksUri", "TIDEMARK_AUTH_JWKS_URI", "https://issuer/keys", byKey, byName);
    every("auth.issuer", "TIDEMARK_AUTH_ISSUER", "issuer", byKey, byName);
    every("auth.dev", "TIDEMARK_AUTH_DEV", "off", byKey, byName);
    every("window.millis", "TIDEMARK_WINDOW_MILLIS", "113", byKey, byName);
    every("window.deltaChanges", "TIDEMARK_WINDOW_DELTA_CHANGES", "14", byKey, byName);
    every("commit.lanes", "TIDEMARK_COMMIT_LANES", "15", byKey, byName);
    every("commit.batchSize", "TIDEMARK_COMMIT_BATCH_SIZE", "16", byKey, byName);
    every("commit.batchMillis", "TIDEMARK_COMMIT_BATCH_MILLIS", "17", byKey, byName);
    every("commit.queueLimit", "TIDEMARK_COMMIT_QUEUE_LIMIT", "18", byKey, byName);
    every("blocks.urlSeconds", "TIDEMARK_BLOCKS_URL_SECONDS", "19", byKey, byName);
    every("blocks.signingKey", "TIDEMARK_BLOCKS_SIGNING_KEY", KEY, byKey, byName);
    every("cursor.signingKey", "TIDEMARK_CURSOR_SIGNING_KEY", OTHER_KEY, byKey, byName);
    every("gateway.heartbeatSeconds", "TIDEMARK_GATEWAY_HEARTBEAT_SECONDS", "20", byKey, byName);
    every("gateway.helloSeconds", "TIDEMARK_GATEWAY_HELLO_SECONDS", "21", byKey, byName);
    every("gateway.maxConnections", "TIDEMARK_GATEWAY_MAX_CONNECTIONS", "22", byKey, byName);
    every(
        "gateway.maxConnectionsPerUser",
        "TIDEMARK_GATEWAY_MAX_CONNECTIONS_PER_USER",
        "23",
        byKey,
        byName);
    every("gateway.writeQueueBytes", "TIDEMARK_GATEWAY_WRITE_QUEUE_BYTES", "2_024", byKey, byName);
    every("gateway.messagesPerSecond", "TIDEMARK_GATEWAY_MESSAGES_PER_SECOND", "25", byKey, byName);
    every("gateway.hellosPerSecond", "TIDEMARK_GATEWAY_HELLOS_PER_SECOND", "37", byKey, byName);
    every(
        "gateway.departuresPerSecond",
        "TIDEMARK_GATEWAY_DEPARTURES_PER_SECOND",
        "38",
        byKey,
        byName);
    every("gateway.drainSeconds", "TIDEMARK_GATEWAY_DRAIN_SECONDS", "39", byKey, byName);
    every("gateway.eventLoops", "TIDEMARK_GATEWAY_EVENT_LOOPS", "26", byKey, byName);
    every("gateway.pipeline", "TIDEMARK_GATEWAY_PIPELINE", "vertx", byKey, byName);
    every("watermarks.flushMillis", "TIDEMARK_WATERMARKS_FLUSH_MILLIS", "27", byKey, byName);
    every("watermarks.queueLimit", "TIDEMARK_WATERMARKS_QUEUE_LIMIT", "28", byKey, byName);
    every("watermarks.retentionDays", "TIDEMARK_WATERMARKS_RETENTION_DAYS", "29", byKey, byName);
    every("tail.entries", "TIDEMARK_TAIL_ENTRIES", "31", byKey, byName);
    every("tail.seconds", "TIDEMARK_TAIL_SECONDS", "32", byKey, byName);
    every("tail.memoryNamespaces", "TIDEMARK_TAIL_MEMORY_NAMESPACES", "34", byKey, byName);
    every("tail.memoryMebibytes", "TIDEMARK_TAIL_MEMORY_MEBIBYTES", "35", byKey, byName);
    every("journal.keepDays", "TIDEMARK_JOURNAL_KEEP_DAYS", "36", byKey, byName);
    every("thumbnails.workers", "TIDEMARK_THUMBNAILS_WORKERS", "61", byKey, byName);
    every("thumbnails.renderer", "TIDEMARK_THUMBNAILS_RENDERER", "java", byKey, byName);
    every(
        "thumbnails.memoryMebibytes", "TIDEMARK_THUMBNAILS_MEMORY_MEBIBYTES", "62", byKey, byName);
    every("thumbnails.diskMebibytes", "TIDEMARK_THUMBNAILS_DISK_MEBIBYTES", "63", byKey, byName);
    every("thumbnails.renderSeconds", "TIDEMARK_THUMBNAILS_RENDER_SECONDS", "64", byKey, byName);
    every("thumbnails.answers", "TIDEMARK_THUMBNAILS_ANSWERS", "65", byKey, byName);
    every("trash.days", "TIDEMARK_TRASH_DAYS", "33", byKey, byName);
    every("cluster.mode", "TIDEMARK_CLUSTER_MODE", "hosts", byKey, byName);
    every("cluster.name", "TIDEMARK_CLUSTER_NAME", "north", byKey, byName);
    every("cluster.secret", "TIDEMARK_CLUSTER_SECRET", "sixteen-or-more!", byKey, byName);
    every("cluster.host", "TIDEMARK_CLUSTER_HOST", "10.0.0.1", byKey, byName);
    every("cluster.port", "TIDEMARK_CLUSTER_PORT", "37", byKey, byName);
    every("cluster.busPort", "TIDEMARK_CLUSTER_BUS_PORT", "38", byKey, byName);
    every("cluster.members", "TIDEMARK_CLUSTER_MEMBERS", "10.0.0.1:37,b:39", byKey, byName);
    every(
        "cluster.kubernetesService",
        "TIDEMARK_CLUSTER_KUBERNETES_SERVICE",
        "hub.ns",
        byKey,
        byName);
    every("cluster.placement", "TIDEMARK_CLUSTER_PLACEMENT", "home", byKey, byName);

    var expected =
        new Settings(
            new Settings.Http("hub.example", 9, "https://hub"),
            new Settings.Data(Path.of("/srv")),
            new Servers("postgresql://a:b@c/d", "redis://c:1", "c:2,d:3"),
            new Settings.Kafka(10, 11),
            new Settings.Database(12),
            new Settings.Auth("https://issuer/keys", "issuer", Settings.DevTokens.OFF),
            new Settings.Window(113, 14),
            new Settings.Commit(15, 16, 17, 18),
            new Settings.Blocks(19, KEY),
            new Settings.CursorKey(OTHER_KEY),
            new Settings.Gateway(
                20, 21, 22, 23, 2_024, 25, 37, 38, 39, 26, Settings.Pipeline.VERTX),
            new Settings.Watermarks(27, 28, 29),
            new Settings.Tail(31, 32, 34, 35),
            new Settings.Journal(36),
            new Settings.Thumbnails(61, Settings.ThumbnailRenderer.JAVA, 62, 63, 64, 65),
            new Settings.Trash(33),
            new Settings.Cluster(
                Settings.ClusterMode.HOSTS,
                "north",
                "sixteen-or-more!",
                "10.0.0.1",
                37,
                38,
                "10.0.0.1:37,b:39",
                "hub.ns",
                Settings.Placement.HOME));
    assertThat(Settings.load(byName, Map.of())).isEqualTo(expected);
    assertThat(Settings.load(Map.of(), byKey)).isEqualTo(expected);
    assertThat(Settings.describe())
        .extracting(SettingDescription::key)
        .containsExactlyInAnyOrderElementsOf(byKey.keySet());
    assertThat(byKey).hasSize(leaves(Settings.class));
  }

  private static void every(
      String key,
      String name,
      String value,
      Map<String, String> byKey,
      Map<String, String> byName) {
    byKey.put(key, value);
    byName.put(name, value);
  }

  private static int leaves(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getType)
        .collect(Collectors.summingInt(part -> part.isRecord() ? leaves(part) : 1));
  }

  @Test
  void an_option_wins_over_the_environment() {
    Settings settings = Settings.load(Map.of("TIDEMARK_HTTP_PORT", "1"), Map.of("http.port", "2"));

    assertThat(settings.http().port()).isEqualTo(2);
  }

  @Test
  void other_programs_variables_and_the_launchers_are_let_be() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/bin");
    environment.put("TIDEMARK_JAVA_OPTIONS", "-Xmx1g");

    assertThat(Settings.load(environment, Map.of())).isEqualTo(Settings.load(Map.of(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.port            | abc      | a whole number from 0 to 65535
          http.port            | 65536    | a whole number from 0 to 65535
          http.port            | -1       | a whole number from 0 to 65535
          http.port            | ''       | a whole number from 0 to 65535
          http.host            | ''       | an address or a host name
          http.publicUrl       | ftp://x  | empty, or an address with http:// or https://
          http.publicUrl       | http:    | empty, or an address with http:// or https://
          window.millis        | 99       | a whole number from 100 to 5000
          window.millis        | 5001     | a whole number from 100 to 5000
          auth.dev             | maybe    | one of auto, on, off
          data.dir             | ''       | the path of a folder
          cluster.mode         | on       | one of off, local, hosts, kubernetes
          cluster.members      | a        | empty, or host:port[,host:port…]
          cluster.members      | a:1,     | empty, or host:port[,host:port…]
          cluster.members      | a:70000  | empty, or host:port[,host:port…]
          cluster.placement    | here     | one of any, home
          """)
  void what_is_not_allowed_is_refused_with_what_is(String key, String value, String expected) {
    assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(key, value)))
        .isInstanceOf(SettingException.class)
        .hasMessage("setting " + key + " is '" + value + "', expected " + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "hosts,cluster.secret,a:1,''",
    "hosts,cluster.members,'',''",
    "kubernetes,cluster.kubernetesService,'',''",
    "kubernetes,cluster.secret,'',hub"
  })
  void a_cluster_that_cannot_form_is_refused_with_what_is_missing(
      String mode, String missing, String members, String service) {
    Map<String, String> given =
        Map.of(
            "cluster.mode", mode, "cluster.members", members, "cluster.kubernetesService", service);
    assertThatThrownBy(() -> Settings.load(Map.of(), given))
        .hasMessageStartingWith("setting " + missing + " is ''")
        .hasMessageContaining("where");
  }

  @Test
  void a_wrong_variable_is_named_as_it_was_given() {
    assertThatThrownBy(() -> Settings.load(Map.of("TIDEMARK_TRASH_DAYS", "0"), Map.of()))
        .hasMessage("setting TIDEMARK_TRASH_DAYS is '0', expected a whole number from 1 to 3650");
  }

  @ParameterizedTest
  @CsvSource({
    "blocks.signingKey,abcd",
    "cursor.signingKey,xyz",
    "cluster.secret,short",
    "postgres.uri,mysql://u:secret@h/d"
  })
  void a_wrong_secret_is_not_repeated(String key, String value) {
    assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(key, value)))
        .hasMessageContaining("setting " + key + " is '(not shown)', expected empty, or a")
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @CsvSource({
    "TIDEMARK_HTTP_PROT,TIDEMARK_HTTP_PORT",
    "TIDEMARK_POSTGRES_URL,TIDEMARK_POSTGRES_URI",
    "TIDEMARK_KAFKA_BOOTSTRAP_SERVERS,TIDEMARK_KAFKA_BOOTSTRAP",
    "TIDEMARK_GATEWAY_MAX_CONNECTION,TIDEMARK_GATEWAY_MAX_CONNECTIONS"
  })
  void an_unknown_variable_is_refused_with_the_closest(String name, String closest) {
    assertThatThrownBy(() -> Settings.load(Map.of(name, "1"), Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("there is no setting " + name + "; ")
        .hasMessageContaining("did you mean " + closest + "?");
  }

  @Test
  void an_unknown_key_is_refused_with_the_closest() {
    assertThatThrownBy(() -> Settings.load(Map.of(), Map.of("gateway.heartbeat", "1")))
        .hasMessageContaining("did you mean gateway.heartbeatSeconds?");
  }

  @Test
  void each_setting_is_described_in_full() {
    assertThat(Settings.describe())
        .allSatisfy(setting -> {
          assertThat(setting.meaning()).isNotBlank().hasSizeLessThan(90);
          assertThat(setting.expected()).isNotBlank();
          assertThat(setting.environmentName()).matches("TIDEMARK(_[A-Z]+)+");
        });
  }
}
