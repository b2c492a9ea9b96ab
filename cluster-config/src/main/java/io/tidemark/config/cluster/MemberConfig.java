package io.tidemark.config.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.YamlConfigBuilder;
import io.tidemark.config.Resources;
import io.tidemark.config.Settings;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes Hazelcast's configuration out of the file of the mode and the settings. */
public final class MemberConfig {
  private static final int LOCAL_PORTS = 16;

  private MemberConfig() {}

  /** For a mode that is not off. */
  public static Config of(Settings.Cluster cluster, ClusterKey key) {
    boolean hunts = cluster.members().isEmpty();
    Properties values = new Properties();
    values.setProperty("tidemark.cluster.name", key.memberName(cluster.name()));
    values.setProperty("tidemark.cluster.host", host(cluster));
    values.setProperty("tidemark.cluster.port", Integer.toString(cluster.port()));
    values.setProperty("tidemark.cluster.hunt", Boolean.toString(hunts));
    values.setProperty("tidemark.cluster.members", hunts ? neighbours(cluster) : cluster.members());
    values.setProperty("tidemark.cluster.service", cluster.kubernetesService());
    String file = cluster.mode().name().toLowerCase(Locale.ROOT) + ".yaml";
    String text = Resources.text(MemberConfig.class, file);
    return new YamlConfigBuilder(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .setProperties(values)
        .build();
  }

  /** Where other nodes reach this one. */
  public static String host(Settings.Cluster cluster) {
    if (!cluster.host().isEmpty()) {
      return cluster.host();
    }
    if (cluster.mode() == Settings.ClusterMode.LOCAL) {
      return "127.0.0.1";
    }
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "this machine's own name has no address; set cluster.host to one that nodes reach it by",
          e);
    }
  }

  private static String neighbours(Settings.Cluster cluster) {
    return IntStream.range(cluster.port(), Math.min(cluster.port() + LOCAL_PORTS, 65_536))
        .mapToObj(port -> host(cluster) + ":" + port)
        .collect(Collectors.joining(","));
  }
}
