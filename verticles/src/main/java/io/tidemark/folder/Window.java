package io.tidemark.folder;

import io.tidemark.flow.Compaction;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderSettings;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.Limits;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One hot folder: the change that made it hot was pushed at once, what follows is gathered and
 * pushed once per window, until a window stays empty. Where the folder has had as many deltas as it
 * may, what is gathered waits a little longer.
 *
 * <p>Losing nothing is not its business: a device sees every hole and has it filled. It only takes
 * care that holes are rare: repeated changes are dropped, and where the stream jumps, what was
 * gathered goes out before the jump.
 */
final class Window {
  private final UUID ns;
  private final WindowPolicy policy;
  private final ToIntFunction<UUID> followers;
  private final Heat heat;
  private final DeltaBucket bucket;
  private FolderSettings settings;
  private int epoch;
  private long to;
  private int lengthMillis;
  private long deadlineMillis;

  /**
   * The last window was empty: the next change is pushed at once, if there may be another delta.
   */
  private boolean quiet;

  private @Nullable Compaction gathered;

  /** Opens with the change that ends the quiet; it is pushed at once, to {@code out}. */
  Window(
      FolderChange first,
      FolderSettings settings,
      WindowPolicy policy,
      ToIntFunction<UUID> followers,
      long nowMillis,
      Push.Reason reason,
      Consumer<Push> out) {
    this.ns = first.ns();
    this.settings = settings;
    this.policy = policy;
    this.followers = followers;
    this.heat = new Heat(nowMillis);
    this.bucket = new DeltaBucket(nowMillis);
    this.epoch = first.epoch();
    this.to = first.from();
    heat.add(first.entries().size(), nowMillis);
    gather(first);
    bucket.take(nowMillis, settings.deltasPerSecond());
    push(reason, 0, nowMillis, out);
    begin(nowMillis);
  }

  /** A further change: waits for the end of the window. */
  void offer(FolderChange change, long nowMillis, Consumer<Push> out) {
    boolean sameJournal = change.epoch() == epoch;
    if (change.epoch() < epoch || (sameJournal && change.to() <= to)) {
      return;
    }
    heat.add(change.entries().size(), nowMillis);
    if (!sameJournal || change.from() > to) {
      jump(change, nowMillis, out);
    }
    gather(change);
    if (quiet) {
      quiet = false;
      if (bucket.take(nowMillis, settings.deltasPerSecond())) {
        push(Push.Reason.LEADING, 0, nowMillis, out);
        begin(nowMillis);
      } else {
        deadlineMillis = bucket.nextMillis(settings.deltasPerSecond());
      }
    }
  }

  /** The stream goes on elsewhere. */
  private void jump(FolderChange change, long nowMillis, Consumer<Push> out) {
    Compaction full = gathered;
    if (full != null && bucket.take(nowMillis, settings.deltasPerSecond())) {
      push(Push.Reason.JUMP, 0, nowMillis, out);
    } else if (full != null && change.epoch() == epoch) {
      // One delta over the gap, which the devices read, rather than one more delta.
      full.skipTo(change.from());
    } else {
      // Of a journal that was replaced nobody needs to know how it went on.
      gathered = null;
    }
    epoch = change.epoch();
    to = change.from();
  }

  /**
   * The window's end: what was gathered is pushed and the next window begins.
   *
   * @return false if nothing was: the folder is quiet again and the window can go
   */
  boolean flush(long nowMillis, Consumer<Push> out) {
    if (gathered == null) {
      quiet = true;
      deadlineMillis = bucket.fullMillis();
      return deadlineMillis > nowMillis;
    }
    if (!bucket.take(nowMillis, settings.deltasPerSecond())) {
      deadlineMillis = bucket.nextMillis(settings.deltasPerSecond());
      return true;
    }
    push(Push.Reason.TRAILING, lengthMillis, nowMillis, out);
    begin(nowMillis);
    return true;
  }

  /** The owners have set something else; a window that would now be over ends soon. */
  void set(FolderSettings changed, long nowMillis) {
    settings = changed;
    if (!quiet) {
      long beganMillis = deadlineMillis - lengthMillis;
      lengthMillis = length(nowMillis);
      deadlineMillis = Math.max(nowMillis, beganMillis + lengthMillis);
    }
  }

  /** What waits here is to be told when the folder is not muted any more. */
  void handOver(MutedFolder muted) {
    Compaction full = gathered;
    if (full != null) {
      muted.passed(epoch, full.from(), full.to());
    }
  }

  UUID ns() {
    return ns;
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  int lengthMillis() {
    return lengthMillis;
  }

  double entriesPerSecond(long nowMillis) {
    return heat.perSecond(nowMillis);
  }

  private void begin(long nowMillis) {
    lengthMillis = length(nowMillis);
    deadlineMillis = nowMillis + lengthMillis;
  }

  private int length(long nowMillis) {
    return policy.windowMillis(settings, heat.perSecond(nowMillis), followers.applyAsInt(ns));
  }

  private void gather(FolderChange change) {
    Compaction into = gathered;
    if (into == null) {
      into = new Compaction(to, Limits.DELTA_CHANGES);
      gathered = into;
    }
    for (JournalEntry entry : change.entries()) {
      into.add(entry);
    }
    to = into.to();
  }

  private void push(Push.Reason reason, int millis, long nowMillis, Consumer<Push> out) {
    Compaction full = gathered;
    if (full != null) {
      gathered = null;
      out.accept(new Push(full.toDelta(ns, epoch), reason, millis, heat.perSecond(nowMillis)));
    }
  }
}
