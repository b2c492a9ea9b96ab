package io.tidemark.catchup;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Compaction;
import io.tidemark.flow.Delta;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.Membership;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.DeltaEncoder;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/** Gathers the answer to one pull, up to a number of journal entries. */
final class PullAnswer {
  private final SequencedMap<UUID, CursorPosition> positions;
  private final long joinedMicros;
  private final List<byte[]> deltas = new ArrayList<>();
  private final Map<Membership, ResetReason> resets;
  private int room;
  private boolean hasMore;

  PullAnswer(PullPlan plan, int limit) {
    this.positions = new LinkedHashMap<>(plan.positions());
    this.joinedMicros = plan.joinedMicros();
    this.resets = new LinkedHashMap<>(plan.resets());
    this.room = limit;
  }

  /** How many more entries fit. */
  int room() {
    return room;
  }

  /** Something is left out: the device asks again. */
  void cutOff() {
    hasMore = true;
  }

  long watermark(Membership info) {
    CursorPosition at = positions.get(info.ns());
    return at == null ? 0 : at.seq();
  }

  /** Adds what came after the device's watermark, as one delta that is never truncated. */
  void add(Membership info, CatchUpPage page) {
    long from = watermark(info);
    if (page.epoch() != info.epoch() || !page.reachesBackTo(from)) {
      resets.put(info, page.epoch() == info.epoch() ? ResetReason.HISTORY : ResetReason.EPOCH);
      moved(info, info.head());
      return;
    }
    Compaction compaction = new Compaction(from, Limits.DELTA_CHANGES);
    for (JournalEntry entry : page.entries()) {
      if (!compaction.fits(entry)) {
        break;
      }
      compaction.add(entry);
      room--;
    }
    if (compaction.isEmpty()) {
      return;
    }
    Delta delta = compaction.toDelta(info.ns(), info.epoch());
    deltas.add(
        DeltaEncoder.encode(
            delta.ns(),
            delta.epoch(),
            from,
            delta.to(),
            delta.changes().stream().map(JournalEntry::change).toList(),
            false,
            0,
            null));
    moved(info, delta.to());
    hasMore |= delta.to() < Math.max(info.head(), page.head());
  }

  /** To the front: where a cursor has not room for all, the hub knows the others. */
  private void moved(Membership info, long seq) {
    positions.putFirst(info.ns(), new CursorPosition(info.epoch(), seq));
  }

  Buffer json(CursorCodec cursors) {
    Buffer json = Buffer.buffer("{\"deltas\":[");
    for (int index = 0; index < deltas.size(); index++) {
      json.appendString(index == 0 ? "" : ",").appendBytes(deltas.get(index));
    }
    json.appendString("],\"resets\":[");
    String separator = "";
    for (Map.Entry<Membership, ResetReason> reset : resets.entrySet()) {
      Membership info = reset.getKey();
      json.appendString(separator)
          .appendString(
              FrameCodec.encode(
                  new ServerFrame.Reset(info.ns(), info.epoch(), info.head(), reset.getValue())));
      separator = ",";
    }
    return json.appendString("],\"cursor\":\"")
        .appendString(cursors.encode(new Cursor(positions, false, joinedMicros)))
        .appendString("\",\"hasMore\":")
        .appendString(Boolean.toString(hasMore))
        .appendString("}");
  }
}
