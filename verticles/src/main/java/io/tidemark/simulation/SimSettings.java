package io.tidemark.simulation;

import io.tidemark.flow.FolderSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a node learns what owners have set: it looks, in worlds where they do. */
final class SimSettings {
  private static final long POLL_MICROS = 500_000;

  private final World world;
  private final SimNode node;
  private final Map<UUID, FolderSettings> known = new LinkedHashMap<>();

  SimSettings(World world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  /** A node does not start before it knows them. */
  void start() {
    if (world.shape().has(Fault.SETTINGS)) {
      take(world.truth().settings());
      node.after(POLL_MICROS, this::poll);
    }
  }

  private void poll() {
    world
        .postgres()
        .ask(
            () -> world.truth().settings(),
            found ->
                node.after(
                    0,
                    () -> {
                      take(found);
                      node.after(POLL_MICROS, this::poll);
                    }));
  }

  private void take(@Nullable Map<UUID, FolderSettings> found) {
    if (found == null) {
      return; // What was known stays.
    }
    found.forEach((ns, set) -> {
      if (!set.equals(known.put(ns, set))) {
        node.set(ns, set);
      }
    });
  }
}
