package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import io.tidemark.config.Settings;
import io.tidemark.config.embedded.LocalNodes;
import io.tidemark.http.DevKeys;
import io.tidemark.tls.Tls;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Several nodes on one machine, each a process, that share servers, keys and blocks. */
final class LocalCluster implements Served {
  static final int NODES_MAX = 16;

  /** The embedded PostgreSQL has so many for all nodes together, besides those for commits. */
  private static final int POOLED_CONNECTIONS = 96;

  private final DataFolder folder;
  private final PrintStream out;
  private final Duration stopTimeout;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Runnable ended;
  private volatile boolean stopping;
  private volatile boolean anyDied;

  private LocalCluster(DataFolder folder, PrintStream out, Duration stopTimeout, Runnable ended) {
    this.folder = folder;
    this.out = out;
    this.stopTimeout = stopTimeout;
    this.ended = ended;
  }

  /**
   * Starts the nodes and waits until all serve.
   *
   * @param overrides settings that were given as options
   * @param ended called when the last node has ended by itself
   * @throws ExecutionException if one does not start; the others are stopped then
   */
  static LocalCluster start(
      int count,
      Settings settings,
      Map<String, String> overrides,
      Servers servers,
      DataFolder folder,
      PrintStream out,
      Duration startTimeout,
      Duration stopTimeout,
      Runnable ended)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    LocalCluster cluster = new LocalCluster(folder, out, stopTimeout, ended);
    try {
      cluster.launch(count, settings, overrides, servers);
      for (NodeProcess node : cluster.nodes) {
        node.url().get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      return cluster;
    } catch (IOException | ExecutionException | InterruptedException | TimeoutException e) {
      cluster.close();
      throw e;
    }
  }

  private void launch(int count, Settings settings, Map<String, String> overrides, Servers servers)
      throws IOException {
    makeKeys(settings);
    List<Integer> ports = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      ports.add(LocalNodes.port(folder, LocalNodes.name(number)));
    }
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    Map<String, String> environment = environment(servers);
    for (int number = 1; number <= count; number++) {
      Map<String, String> own = new LinkedHashMap<>(overrides);
      own.putIfAbsent(
          "database.poolSize", Integer.toString(Math.clamp(POOLED_CONNECTIONS / count, 4, 16)));
      own.put("http.port", Integer.toString(port(settings, number)));
      own.put("cluster.mode", "local");
      own.put("cluster.port", ports.get(number - 1).toString());
      own.put("cluster.members", members);
      own.put("data.dir", folder.root().toString());
      NodeProcess node = NodeProcess.start(folder, LocalNodes.name(number), environment, own, out);
      nodes.add(node);
      var _ = node.onExit().thenAccept(process -> exited(node, process.exitValue()));
    }
  }

  /** Before there are several who would each make some. */
  private void makeKeys(Settings settings) throws IOException {
    folder.secret("cursor.key", settings.cursor().signingKey());
    folder.secret("blocks.key", settings.blocks().signingKey());
    folder.secret("cluster.key", "");
    var _ = Tls.of(settings, folder);
    if (settings.auth().dev() != Settings.DevTokens.OFF) {
      DevKeys.load(folder.secretFile("dev-keys.json"), Instant.now());
    }
  }

  /** Addresses may hold passwords, which a command line would show to all. */
  private static Map<String, String> environment(Servers servers) {
    return Map.of(
        "TIDEMARK_POSTGRES_URI", servers.postgresUri(),
        "TIDEMARK_REDIS_URI", servers.redisUri(),
        "TIDEMARK_KAFKA_BOOTSTRAP", servers.kafkaBootstrap());
  }

  /** The port of a node's listener: from the first on, or all free ones. */
  static int port(Settings settings, int number) {
    int first = settings.http().port();
    return first == 0 ? 0 : first + number - 1;
  }

  private void exited(NodeProcess node, int exitCode) {
    try {
      LocalNodes.forget(folder, node.name());
    } catch (IOException e) {
      out.println("cannot forget " + node.name() + ": " + e);
    }
    if (stopping) {
      return;
    }
    anyDied = true;
    long left = nodes.stream().filter(each -> !each.onExit().isDone()).count();
    out.printf(
        "%s (process %d) has ended by itself with exit code %d; %d of %d go on%n",
        node.name(), node.pid(), exitCode, left, nodes.size());
    out.flush();
    if (left == 0) {
      ended.run();
    }
  }

  @Override
  public List<String> urls() {
    return nodes.stream().map(node -> node.url().join()).toList();
  }

  @Override
  public boolean isWhole() {
    return !anyDied;
  }

  @Override
  public void hurry() {
    nodes.forEach(NodeProcess::terminate);
  }

  /** Stops all nodes at once, each in order. */
  @Override
  public void close() {
    stopping = true;
    nodes.forEach(NodeProcess::terminate);
    try {
      for (NodeProcess node : nodes) {
        node.awaitEnd(stopTimeout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
