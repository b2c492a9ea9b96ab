package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.journal.JournalMemory.Head;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's comparison of the heads that it knows with PostgreSQL's, which finds what no stream
 * brought. It runs in worlds only where something can be missed, so that in the others everything
 * has to come by itself.
 */
final class SimSweep {
  private static final long PERIOD_MICROS = 8_000_000;
  private static final int ENTRIES_MAX = 500;

  private final World world;
  private final SimNode node;

  SimSweep(World world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  /** Whether something can be missed in this world. */
  static boolean isNeeded(Shape shape) {
    return shape.has(Fault.TAIL_SKIPS) || shape.has(Fault.EPOCH);
  }

  void start() {
    node.after(PERIOD_MICROS, this::sweep);
  }

  private void sweep() {
    long sinceNanos = node.nanos();
    Set<UUID> wanted = new LinkedHashSet<>();
    node.loops().forEach(loop -> wanted.addAll(loop.wanted()));
    world
        .postgres()
        .ask(
            () -> heads(wanted),
            heads ->
                node.after(
                    0,
                    () -> {
                      if (heads != null) {
                        heads.forEach((ns, head) -> compare(ns, head, sinceNanos));
                      }
                      start();
                    }));
  }

  private Map<UUID, Head> heads(Set<UUID> wanted) {
    Map<UUID, Head> heads = new LinkedHashMap<>();
    for (UUID ns : wanted) {
      Incarnation journal = world.truth().of(ns).journal();
      heads.put(ns, new Head(journal.epoch(), journal.head()));
    }
    return heads;
  }

  private void compare(UUID ns, Head head, long sinceNanos) {
    Head known = node.memory().head(ns);
    if (known != null && known.epoch() == head.epoch() && known.seq() < head.seq()) {
      world
          .postgres()
          .read(ns, known.seq(), ENTRIES_MAX, page -> node.after(0, () -> take(ns, known, page)));
    } else if (known == null || known.epoch() < head.epoch()) {
      node.memory().learnHead(ns, head.epoch(), head.seq(), sinceNanos);
    }
    node.headSeen(ns, head.epoch(), head.seq());
  }

  /** What was missed goes on as if it had come by the stream. */
  private void take(UUID ns, Head known, @Nullable CatchUpPage page) {
    if (page != null
        && page.epoch() == known.epoch()
        && !page.entries().isEmpty()
        && page.entries().getFirst().seq() == known.seq() + 1) {
      node.accept(new FolderChange(ns, page.epoch(), page.entries()));
    }
  }
}
