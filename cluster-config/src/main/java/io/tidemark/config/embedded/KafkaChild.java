package io.tidemark.config.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The main class of the JVM that is the embedded Kafka broker.
 *
 * <p>It leaves, in order, as soon as its standard input ends: so it does when the hub asks, and
 * when the hub is killed.
 */
final class KafkaChild {
  private static final int NODE_ID = 1;

  private KafkaChild() {}

  /**
   * @param arguments its folder, the port for clients, the port of the controller
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path log = folder.resolve("log");
    Properties properties =
        properties(log, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(folder, log);
    }
    var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    server.startup();
    Files.writeString(folder.resolve("ready"), "");
    untilParentLeaves();
    server.shutdown();
    server.awaitShutdown();
    System.exit(0);
  }

  private static void untilParentLeaves() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is ever said: only the end counts.
    }
  }

  private static void format(Path folder, Path log) throws Exception {
    // A kill in the middle of an earlier format may have left half of it.
    Folders.delete(log);
    Files.createDirectories(log);
    var formatter = new Formatter();
    formatter.setPrintStream(System.out);
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(NODE_ID);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.setMetadataLogDirectory(log.toString());
    formatter.setDirectories(java.util.List.of(log.toString()));
    formatter.setIgnoreFormatted(true);
    formatter.run();
    Files.deleteIfExists(folder.resolve("ready"));
  }

  private static Properties properties(Path log, int port, int controllerPort) {
    var properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    properties.put("log.dirs", log.toString());
    // After a kill the old registration must time out before the broker is let in again.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("controlled.shutdown.enable", "true");
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("num.replica.fetchers", "1");
    properties.put("background.threads", "2");
    properties.put("log.cleaner.dedupe.buffer.size", "4194304");
    properties.put("log.cleaner.io.buffer.size", "131072");
    properties.put("log.segment.bytes", "67108864");
    return properties;
  }
}
