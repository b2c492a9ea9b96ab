package io.tidemark.session;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Compaction;
import io.tidemark.flow.Delta;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ResetReason;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a device that has everything up to {@code sent} is to be told, given a page of the journal.
 *
 * <p>A page that reaches head becomes whole deltas of at most 100 files. A device that is further
 * behind than a page gets one truncated delta up to head instead: it costs the hub one read however
 * far behind the device is, and the device reads the rest at its own pace, or takes a snapshot.
 */
public final class CatchUpPlan {
  private CatchUpPlan() {}

  public sealed interface Step {
    record Send(Delta delta) implements Step {}

    /** The journal does not lead from where the device is to where the journal is. */
    record Reset(ResetReason reason, int epoch, long head) implements Step {}
  }

  /**
   * @param sent where the device is now, which may be after what the page was asked for
   * @param limit how many entries were asked for
   * @return in order; empty if the page holds nothing new
   */
  public static List<Step> of(UUID ns, int epoch, long sent, CatchUpPage page, int limit) {
    if (page.epoch() < epoch || (page.epoch() == epoch && page.head() <= sent)) {
      return List.of();
    }
    boolean reachesBack = !page.entries().isEmpty() && page.entries().getFirst().seq() <= sent + 1;
    if (page.epoch() != epoch || !reachesBack) {
      ResetReason reason = page.epoch() == epoch ? ResetReason.HISTORY : ResetReason.EPOCH;
      return List.of(new Step.Reset(reason, page.epoch(), page.head()));
    }
    List<JournalEntry> entries = above(sent, page.entries());
    if (entries.isEmpty()) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    if (page.entries().size() >= limit && entries.getLast().seq() < page.head()) {
      Compaction all = new Compaction(sent, Limits.DELTA_CHANGES);
      entries.forEach(all::add);
      all.skipTo(page.head());
      steps.add(new Step.Send(all.toDelta(ns, epoch)));
      return steps;
    }
    Compaction next = new Compaction(sent, Limits.DELTA_CHANGES);
    for (JournalEntry entry : entries) {
      if (!next.fits(entry)) {
        steps.add(new Step.Send(next.toDelta(ns, epoch)));
        next = new Compaction(next.to(), Limits.DELTA_CHANGES);
      }
      next.add(entry);
    }
    steps.add(new Step.Send(next.toDelta(ns, epoch)));
    return steps;
  }

  private static List<JournalEntry> above(long sent, List<JournalEntry> entries) {
    int first = 0;
    while (first < entries.size() && entries.get(first).seq() <= sent) {
      first++;
    }
    return entries.subList(first, entries.size());
  }
}
