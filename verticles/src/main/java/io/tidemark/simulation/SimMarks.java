package io.tidemark.simulation;

import io.tidemark.flow.Watermark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's way to the watermarks in Redis: written in batches, and kept while Redis is away. */
final class SimMarks {
  private static final long FLUSH_MICROS = 100_000;

  private final World world;
  private final SimNode node;
  private final Map<String, Map<UUID, Watermark>> waiting = new LinkedHashMap<>();
  private boolean scheduled;

  SimMarks(World world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  void put(String device, UUID ns, Watermark mark) {
    waiting.computeIfAbsent(device, _ -> new LinkedHashMap<>()).merge(ns, mark, Watermark::later);
    writeSoon();
  }

  private void writeSoon() {
    if (!scheduled) {
      scheduled = true;
      node.after(FLUSH_MICROS, this::write);
    }
  }

  private void write() {
    scheduled = false;
    if (world.redis().isAway()) {
      writeSoon();
      return;
    }
    waiting.forEach(
        (device, marks) -> marks.forEach((ns, mark) -> world.redis().raise(device, ns, mark)));
    waiting.clear();
  }

  /**
   * What is remembered of a device.
   *
   * @param then is given null if Redis is away
   */
  void get(String device, Consumer<@Nullable Map<UUID, Watermark>> then) {
    node.after(
        world.redis().latencyMicros(),
        () -> {
          if (world.redis().isAway()) {
            then.accept(null);
            return;
          }
          Map<UUID, Watermark> marks = world.redis().marks(device);
          waiting
              .getOrDefault(device, Map.of())
              .forEach((ns, mark) -> marks.merge(ns, mark, Watermark::later));
          node.after(world.redis().latencyMicros(), () -> then.accept(marks));
        });
  }
}
