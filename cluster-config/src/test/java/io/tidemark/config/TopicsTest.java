package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.testing.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void topics_are_made_once_and_then_left_alone() throws Exception {
    String bootstrap = SharedServers.kafka().address();

    Topics.ensure(bootstrap, 3, 2);
    Topics.ensure(bootstrap, 5, 1);

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var journal =
          admin
              .describeTopics(List.of(Topics.JOURNAL, Topics.MEMBERS))
              .allTopicNames()
              .get(20, TimeUnit.SECONDS);
      assertThat(journal.get(Topics.JOURNAL).partitions()).hasSize(3);
      assertThat(journal.get(Topics.MEMBERS).partitions()).hasSize(3);
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.JOURNAL);
      var configuration =
          admin.describeConfigs(List.of(resource)).all().get(20, TimeUnit.SECONDS).get(resource);
      assertThat(configuration.get("retention.ms").value()).isEqualTo("172800000");
      assertThat(configuration.get("max.message.bytes").value()).isEqualTo("8388608");
    }
  }

  @Test
  void a_cluster_that_is_not_there_is_named() {
    assertThatThrownBy(() -> Topics.ensure("127.0.0.1:1", 1, 1, Duration.ofMillis(500)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Kafka at 127.0.0.1:1");
  }
}
