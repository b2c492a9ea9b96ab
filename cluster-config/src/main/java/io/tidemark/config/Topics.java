package io.tidemark.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The Kafka topics, keyed by namespace. How long they keep their records is a matter of cost, not
 * of correctness: the journal is the truth.
 */
public final class Topics {
  /** What transactions added to journals; key: the 16 bytes of the namespace. */
  public static final String JOURNAL = "tidemark.journal";

  /** Who joined or left a namespace; key: the 16 bytes of the namespace. */
  public static final String MEMBERS = "tidemark.members";

  /**
   * Says about once a second how far the other topics reach; one partition, no keys. Only the
   * newest record is ever of use.
   */
  public static final String TICKS = "tidemark.ticks";

  /** A record's limit, for topic and producer alike: a batch of changes with long paths. */
  public static final int RECORD_BYTES = 8 << 20;

  private static final Duration TICKS_KEPT = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Topics() {}

  /**
   * Makes the topics that do not exist; those that do are left as their owner configured them.
   *
   * @throws IllegalStateException if the cluster does not answer
   */
  public static void ensure(String bootstrap, int partitions, int retentionDays) {
    ensure(bootstrap, partitions, retentionDays, PATIENCE);
  }

  static void ensure(String bootstrap, int partitions, int retentionDays, Duration patience) {
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) patience.toMillis(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) Math.min(patience.toMillis(), 10_000));
    try (Admin admin = Admin.create(client)) {
      var created =
          admin
              .createTopics(
                  List.of(
                      topic(JOURNAL, partitions, retentionDays),
                      topic(MEMBERS, partitions, retentionDays),
                      ticks()))
              .values();
      for (var one : created.entrySet()) {
        try {
          one.getValue().get(patience.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw failure(bootstrap, e.getCause() == null ? e : e.getCause());
          }
        }
      }
    } catch (TimeoutException e) {
      throw failure(bootstrap, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(bootstrap, e);
    }
  }

  private static NewTopic topic(String name, int partitions, int retentionDays) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(Duration.ofDays(retentionDays).toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(RECORD_BYTES)));
  }

  private static NewTopic ticks() {
    return new NewTopic(TICKS, Optional.of(1), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(TICKS_KEPT.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(TICKS_KEPT.toMillis())));
  }

  private static IllegalStateException failure(String bootstrap, Throwable cause) {
    return new IllegalStateException(
        "cannot make the topics of the hub on Kafka at " + bootstrap + ": " + cause.getMessage(),
        cause);
  }
}
