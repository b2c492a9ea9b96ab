package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Toolbox;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many connections the nodes of a cluster say that they have. */
final class NodeConnections implements AutoCloseable {
  private final List<Toolbox> nodes;

  NodeConnections(List<URI> hubs, @Nullable String token) {
    nodes = hubs.stream().map(url -> new Toolbox(url, token, 1)).toList();
  }

  long now() {
    return nodes.stream().mapToLong(node -> new HubProbe(node).look().connections()).sum();
  }

  /** Devices that were not let in, by all of them, for this reason. */
  long refused(String reason) {
    return nodes.stream()
        .mapToLong(node -> (long) node.metrics().sum("admissions_refused_total", "reason", reason))
        .sum();
  }

  @Override
  public void close() {
    nodes.forEach(Toolbox::close);
  }
}
