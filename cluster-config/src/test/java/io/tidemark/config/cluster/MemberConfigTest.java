package io.tidemark.config.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.instance.EndpointQualifier;
import io.tidemark.config.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberConfigTest {
  private static final ClusterKey KEY = new ClusterKey(new byte[] {1, 2, 3});

  @ParameterizedTest
  @ValueSource(strings = {"local", "hosts", "kubernetes"})
  void no_mode_shouts_into_the_network_or_serves_more_than_members(String mode) {
    Config config = config(mode, Map.of());
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig();

    assertThat(config.getClusterName()).isEqualTo(KEY.memberName("tidemark"));
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.logging.details.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
    assertThat(network.isEnabled()).isTrue();
    assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(network.getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
    assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
    assertThat(config.getSerializationConfig().getJavaSerializationFilterConfig()).isNotNull();
  }

  @Test
  void on_one_machine_members_are_looked_for_on_loopback() {
    AdvancedNetworkConfig network = config("local", Map.of()).getAdvancedNetworkConfig();

    assertThat(network.getJoin().getTcpIpConfig().getMembers())
        .hasSize(16)
        .contains("127.0.0.1:5701", "127.0.0.1:5716");
    var endpoint = network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertThat(endpoint.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
  }

  @Test
  void hosts_are_those_that_were_named() {
    AdvancedNetworkConfig network =
        config("hosts", Map.of("cluster.port", "7000")).getAdvancedNetworkConfig();

    assertThat(network.getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.5:5701", "10.0.0.6:5701");
    var endpoint =
        (com.hazelcast.config.ServerSocketEndpointConfig)
            network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertThat(endpoint.getPort()).isEqualTo(7000);
    assertThat(endpoint.isPortAutoIncrement()).isFalse();
  }

  @Test
  void in_kubernetes_a_service_has_them() {
    var join = config("kubernetes", Map.of()).getAdvancedNetworkConfig().getJoin();

    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("hub.example");
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
  }

  private static Config config(String mode, Map<String, String> more) {
    Map<String, String> all =
        new HashMap<>(Map.of("cluster.mode", mode, "cluster.secret", "sixteen-or-more!"));
    if (mode.equals("hosts")) {
      all.put("cluster.members", "10.0.0.5:5701,10.0.0.6:5701");
    }
    if (mode.equals("kubernetes")) {
      all.put("cluster.kubernetesService", "hub.example");
    }
    all.putAll(more);
    return MemberConfig.of(Settings.load(Map.of(), all).cluster(), KEY);
  }
}
