package io.tidemark.faults;

import io.tidemark.TcpProxy;
import io.tidemark.config.DataFolder;
import io.tidemark.config.embedded.LocalNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The network by which the nodes of one cluster reach each other: a member is known to the others
 * by the address of a proxy before it.
 */
final class Interconnect implements AutoCloseable {
  private static final String SECRET = "what the nodes of a world of faults know";

  private final List<Integer> ports = new ArrayList<>();
  private final List<TcpProxy> proxies = new ArrayList<>();

  Interconnect(DataFolder folder, int nodes) {
    for (int number = 1; number <= nodes; number++) {
      int port = freePort(folder, LocalNodes.name(number));
      ports.add(port);
      proxies.add(TcpProxy.to(port));
    }
  }

  private static int freePort(DataFolder folder, String name) {
    try {
      return LocalNodes.port(folder, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What each node has in its environment to be a member. */
  List<Map<String, String>> environments() {
    String members = proxies.stream().map(Interconnect::address).collect(Collectors.joining(","));
    List<Map<String, String>> environments = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      environments.add(
          Map.of(
              "TIDEMARK_CLUSTER_MODE",
              "local",
              "TIDEMARK_CLUSTER_SECRET",
              SECRET,
              "TIDEMARK_CLUSTER_PORT",
              ports.get(i).toString(),
              "TIDEMARK_CLUSTER_MEMBERS",
              members,
              // Else members would tell one another of the way past the proxies.
              "JAVA_TOOL_OPTIONS",
              "-Dhazelcast.local.publicAddress=" + address(proxies.get(i))));
    }
    return environments;
  }

  private static String address(TcpProxy proxy) {
    return "127.0.0.1:" + proxy.port();
  }

  Networks networks() {
    return new Networks(proxies);
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
  }
}
