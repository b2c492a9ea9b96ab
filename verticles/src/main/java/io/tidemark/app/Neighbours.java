package io.tidemark.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.cluster.Cluster;
import io.tidemark.cluster.ClusteredVertx;
import io.tidemark.config.Settings;
import io.tidemark.flow.Homes;
import io.tidemark.flow.NodeHints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, as the parts of this one see them; a node that is alone has none.
 *
 * @param homes where devices are sent
 * @param shown for {@code /readyz}
 */
record Neighbours(
    Homes homes, NodeHints hints, Supplier<JsonObject> shown, Supplier<Future<?>> stop) {

  static Neighbours of(
      @Nullable ClusteredVertx joined,
      Settings.Placement placement,
      Supplier<String> url,
      BooleanSupplier draining,
      MeterRegistry registry) {
    if (joined == null) {
      JsonObject alone = new JsonObject().put("mode", "off");
      return new Neighbours(Homes.HERE, NodeHints.NONE, () -> alone, Future::succeededFuture);
    }
    Cluster cluster = Cluster.start(joined, url, draining, registry);
    Homes homes = placement == Settings.Placement.HOME ? cluster : Homes.HERE;
    return new Neighbours(homes, cluster, cluster::shown, cluster::stop);
  }
}
