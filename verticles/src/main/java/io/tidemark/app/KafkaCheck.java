package io.tidemark.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks whether Kafka answers, over a connection that is kept for that. */
final class KafkaCheck implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 1_500;

  private final Admin admin;

  KafkaCheck(String bootstrap) {
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "tidemark-check"));
  }

  /** Fails where no broker answers. */
  Future<Void> ping() {
    return Future.fromCompletionStage(
            admin
                .describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MILLIS))
                .nodes()
                .toCompletionStage())
        .mapEmpty();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
