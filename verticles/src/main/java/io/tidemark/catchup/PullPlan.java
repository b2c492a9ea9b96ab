package io.tidemark.catchup;

import io.tidemark.flow.Membership;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.ResetReason;
import io.tidemark.session.StartingPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * What a device that pulls is owed: which namespaces moved on, and in which it must begin anew.
 *
 * @param positions where the device is, in each of its namespaces; a reset one counts as at head,
 *     for the snapshot brings it there
 * @param behind those that have entries after that
 * @param joinedMicros as {@link io.tidemark.protocol.Cursor#joinedMicros}
 */
record PullPlan(
    SequencedMap<UUID, CursorPosition> positions,
    List<Membership> behind,
    Map<Membership, ResetReason> resets,
    long joinedMicros) {

  /**
   * @param start what the device has, by its own word or by what the hub remembers
   */
  static PullPlan of(List<Membership> mine, StartingPoint start) {
    SequencedMap<UUID, CursorPosition> positions = LinkedHashMap.newLinkedHashMap(mine.size());
    List<Membership> behind = new ArrayList<>();
    Map<Membership, ResetReason> resets = new LinkedHashMap<>();
    long joinedMicros = 0;
    for (Membership in : mine) {
      ResetReason reason = start.resetReason(in);
      long seq = reason == null ? start.watermark(in) : in.head();
      if (reason != null) {
        resets.put(in, reason);
      } else if (seq < in.head()) {
        behind.add(in);
      }
      positions.put(in.ns(), new CursorPosition(in.epoch(), seq));
      joinedMicros = Math.max(joinedMicros, in.joinedMicros());
    }
    PullPlan plan = new PullPlan(positions, behind, resets, joinedMicros);
    if (start instanceof StartingPoint.Position(Cursor cursor, _)) {
      // Where the next cursor has not room for all, the hub knows best what no cursor has named.
      cursor.positions().keySet().forEach(plan::first);
      resets.keySet().forEach(in -> plan.first(in.ns()));
    }
    return plan;
  }

  private void first(UUID ns) {
    CursorPosition at = positions.get(ns);
    if (at != null) {
      positions.putFirst(ns, at);
    }
  }
}
