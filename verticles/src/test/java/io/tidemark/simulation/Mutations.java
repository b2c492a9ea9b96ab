package io.tidemark.simulation;

import java.util.List;

/** Mistakes that the simulation has to find; {@code docs/simulation.md} names a seed for each. */
final class Mutations {
  private Mutations() {}

  static final List<Mutation> ALL =
      List.of(
          new Mutation(
              "The gap check is dropped",
              "session/DeviceSession.java",
              "if (writable && from <= track.sent && !track.renewed) {",
              "if (writable && !track.renewed) {"),
          new Mutation(
              "The dirty mark of a push that could not be written is lost",
              "session/DeviceSession.java",
              "      return advance;\n    }\n    enqueueIfOwed(track);\n    return 0;",
              "      return advance;\n    }\n    return 0;"),
          new Mutation(
              "A push is written although the socket is full",
              "session/Delivery.java",
              "return started && !ended && outlet.writable();",
              "return started && !ended;"),
          new Mutation(
              "One entry early is taken for live",
              "session/Track.java",
              "return renewed || sent < head;",
              "return renewed || sent + 1 < head;"),
          new Mutation(
              "A device in the middle of a push gets all of it",
              "session/Delivery.java",
              "outlet.push(delta.after(delta.to() - advance));",
              "outlet.push(delta);"),
          new Mutation(
              "A namespace that was read is not queued again",
              "session/DeviceSession.java",
              "    reading = null;\n    track.queued = false;\n    enqueueIfOwed(track);",
              "    reading = null;\n    track.queued = false;"),
          new Mutation(
              "Acks of a replaced journal count for the new one",
              "session/AckRules.java",
              "if (track.doubtfulBelow > 0 && (seq < track.doubtfulBelow || seq > track.sent)) {",
              "if (false) {"),
          new Mutation(
              "A page of another incarnation is taken for this one",
              "session/CatchUpPlan.java",
              "if (page.epoch() != epoch || !reachesBack) {",
              "if (!reachesBack) {"),
          new Mutation(
              "History that is gone is passed over",
              "session/CatchUpPlan.java",
              "page.entries().getFirst().seq() <= sent + 1;",
              "true;"),
          new Mutation(
              "A delta without room for more is not marked as truncated",
              "flow/Compaction.java",
              "    } else {\n      truncated = true;\n    }",
              "    }"),
          new Mutation(
              "Of two changes to a file the older one's place is kept",
              "flow/Compaction.java",
              "bytes -= size(newest.remove(entry.fileId()));",
              "bytes -= size(newest.get(entry.fileId()));"),
          new Mutation(
              "Memory keeps its old entries over a hole in the stream",
              "journal/RememberedJournal.java",
              "    if (hasEntries() && change.from() > last()) {\n"
                  + "      grown += dropEntries(Long.MAX_VALUE);\n    }",
              ""),
          new Mutation(
              "A reset is not told to the device",
              "session/Delivery.java",
              "    outlet.send(new ServerFrame.Reset(track.ns, epoch, head, reason));\n",
              ""),
          new Mutation(
              "A folder that was left is still delivered",
              "session/Following.java",
              "    running.session().close(ns);\n",
              ""),
          new Mutation(
              "A cursor of a replaced journal is believed",
              "session/StartingPoint.java",
              "return ResetReason.EPOCH;",
              "return null;"),
          new Mutation(
              "A device is believed to have what it is about to be sent",
              "session/Following.java",
              "host.remember(in.ns(), in.watermark(watermark));",
              "host.remember(in.ns(), in.watermark(in.head()));"),
          new Mutation(
              "A watermark of an earlier membership is believed",
              "flow/Watermark.java",
              "return epoch == membership.epoch() && joinedMicros == membership.joinedMicros() ? seq : 0;",
              "return epoch == membership.epoch() ? seq : 0;"),
          new Mutation(
              "A watermark of a replaced journal is believed",
              "flow/Watermark.java",
              "return epoch == membership.epoch() && joinedMicros == membership.joinedMicros() ? seq : 0;",
              "return joinedMicros == membership.joinedMicros() ? seq : 0;"),
          new Mutation(
              "Memory mixes two incarnations of a journal",
              "journal/RememberedJournal.java",
              "    head = newHead;\n    return dropEntries(Long.MAX_VALUE);",
              "    head = newHead;\n    return 0;"),
          new Mutation(
              "A membership that has run out is not ended",
              "session/Following.java",
              "if (track.expiresMillis <= nowMillis) {",
              "if (false) {"),
          new Mutation(
              "A read that failed is not tried again",
              "session/Delivery.java",
              "      host.retryLater(this);\n",
              ""),
          new Mutation(
              "What waits is dropped where there have been enough deltas",
              "folder/Window.java",
              "      deadlineMillis = bucket.nextMillis(settings.deltasPerSecond());\n      return true;",
              "      gathered = null;\n      return true;"),
          new Mutation(
              "That a folder is not muted any more is not told",
              "folder/FolderWindows.java",
              "    if (silent != null) {\n      tell(",
              "    if (false) {\n      tell("),
          new Mutation(
              "What waited when a folder was muted is forgotten",
              "folder/FolderWindows.java",
              "      window.handOver(silent);\n",
              ""),
          new Mutation(
              "What passes in a muted folder is told from its end only",
              "folder/MutedFolder.java",
              "      to = Math.max(to, end);",
              "      from = start;"));
}
