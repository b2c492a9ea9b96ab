package io.tidemark.folder;

import io.tidemark.flow.Compaction;
import io.tidemark.flow.Delta;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.Limits;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One hot folder: the change that made it hot was pushed at once, what follows is gathered and
 * pushed once per window, until a window stays empty.
 *
 * <p>Losing nothing is not its business: a device sees every hole and has it filled. It only takes
 * care that holes are rare: repeated changes are dropped, and where the stream jumps, what was
 * gathered goes out before the jump.
 */
final class Window {
  private final UUID ns;
  private final long windowMillis;
  private int epoch;
  private long to;
  private long deadlineMillis;
  private @Nullable Compaction gathered;

  /** Opens with the change that ends the quiet; it is pushed at once, to {@code out}. */
  Window(FolderChange first, long windowMillis, long nowMillis, Consumer<Delta> out) {
    this.ns = first.ns();
    this.windowMillis = windowMillis;
    this.deadlineMillis = nowMillis + windowMillis;
    this.epoch = first.epoch();
    this.to = first.from();
    gather(first);
    push(out);
  }

  /** A further change: waits for the end of the window. */
  void offer(FolderChange change, Consumer<Delta> out) {
    boolean sameJournal = change.epoch() == epoch;
    if (change.epoch() < epoch || (sameJournal && change.to() <= to)) {
      return;
    }
    if (!sameJournal || change.from() > to) {
      push(out);
      epoch = change.epoch();
      to = change.from();
    }
    gather(change);
  }

  /**
   * The window's end: what was gathered is pushed and the next window begins.
   *
   * @return false if nothing was: the folder is quiet again and the window can go
   */
  boolean flush(long nowMillis, Consumer<Delta> out) {
    deadlineMillis = nowMillis + windowMillis;
    return push(out);
  }

  UUID ns() {
    return ns;
  }

  long deadlineMillis() {
    return deadlineMillis;
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

  private boolean push(Consumer<Delta> out) {
    Compaction full = gathered;
    if (full == null) {
      return false;
    }
    gathered = null;
    out.accept(full.toDelta(ns, epoch));
    return true;
  }
}
