package io.tidemark.catchup;

import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ResetReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a device that pulls is owed: which namespaces moved on, and in which it must begin anew.
 *
 * @param positions where the device is, in each of its namespaces; a reset one counts as at head,
 *     for the snapshot brings it there
 * @param behind those that have entries after that
 */
record PullPlan(
    SequencedMap<UUID, CursorPosition> positions,
    List<NamespaceInfo> behind,
    Map<NamespaceInfo, ResetReason> resets) {

  /**
   * From a cursor. A namespace that it does not name counts as never seen, or is where the hub
   * remembers it.
   *
   * @param remembered what the hub remembers, for a partial cursor
   */
  static PullPlan of(List<NamespaceInfo> mine, Cursor cursor, Map<UUID, Long> remembered) {
    Map<UUID, CursorPosition> named = cursor.positions();
    PullPlan plan =
        of(
            mine,
            info -> {
              CursorPosition at = named.get(info.ns());
              return at == null ? remembered(remembered, info) : at;
            });
    // Where the next cursor has not room for all, the hub knows best what no cursor has named.
    named.keySet().forEach(plan::first);
    plan.resets.keySet().forEach(info -> plan.first(info.ns()));
    return plan;
  }

  private void first(UUID ns) {
    CursorPosition at = positions.get(ns);
    if (at != null) {
      positions.putFirst(ns, at);
    }
  }

  /** From what the hub remembers, which has no epochs. */
  static PullPlan of(List<NamespaceInfo> mine, Map<UUID, Long> watermarks) {
    return of(mine, info -> remembered(watermarks, info));
  }

  private static @Nullable CursorPosition remembered(
      Map<UUID, Long> watermarks, NamespaceInfo info) {
    Long seq = watermarks.get(info.ns());
    return seq == null ? null : new CursorPosition(info.epoch(), seq);
  }

  private interface Known {
    @Nullable CursorPosition of(NamespaceInfo info);
  }

  private static PullPlan of(List<NamespaceInfo> mine, Known known) {
    SequencedMap<UUID, CursorPosition> positions = LinkedHashMap.newLinkedHashMap(mine.size());
    List<NamespaceInfo> behind = new ArrayList<>();
    Map<NamespaceInfo, ResetReason> resets = new LinkedHashMap<>();
    for (NamespaceInfo info : mine) {
      CursorPosition at = known.of(info);
      if (at == null) {
        at = new CursorPosition(info.epoch(), 0);
      }
      if (at.epoch() != info.epoch() || at.seq() > info.head()) {
        resets.put(info, at.epoch() == info.epoch() ? ResetReason.AHEAD : ResetReason.EPOCH);
        at = new CursorPosition(info.epoch(), info.head());
      } else if (at.seq() < info.head()) {
        behind.add(info);
      }
      positions.put(info.ns(), at);
    }
    return new PullPlan(positions, behind, resets);
  }
}
