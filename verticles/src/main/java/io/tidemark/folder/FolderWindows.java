package io.tidemark.folder;

import io.tidemark.flow.Delta;
import io.tidemark.flow.FolderChange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The windows of all folders that are hot now, and when the next of them ends.
 *
 * <p>There are at most {@code maxWindows}; a folder that becomes hot beyond that is pushed without
 * a window, which costs pushes and loses nothing.
 */
public final class FolderWindows {
  private final long windowMillis;
  private final int maxWindows;
  private final Map<UUID, Window> hot = new HashMap<>();
  private final PriorityQueue<Window> byDeadline =
      new PriorityQueue<>(Comparator.comparingLong(Window::deadlineMillis));
  private long overflows;

  public FolderWindows(long windowMillis, int maxWindows) {
    this.windowMillis = windowMillis;
    this.maxWindows = maxWindows;
  }

  /** A change of a folder: what must be pushed now goes to {@code out}. */
  public void offer(FolderChange change, long nowMillis, Consumer<Delta> out) {
    Window window = hot.get(change.ns());
    if (window != null) {
      window.offer(change, out);
      return;
    }
    window = new Window(change, windowMillis, nowMillis, out);
    if (hot.size() >= maxWindows) {
      overflows++;
      return;
    }
    hot.put(change.ns(), window);
    byDeadline.add(window);
  }

  /** Pushes what was gathered in the windows that have ended; folders that stayed quiet go. */
  public void flushDue(long nowMillis, Consumer<Delta> out) {
    for (Window window = byDeadline.peek();
        window != null && window.deadlineMillis() <= nowMillis;
        window = byDeadline.peek()) {
      byDeadline.poll();
      if (window.flush(nowMillis, out)) {
        byDeadline.add(window);
      } else {
        hot.remove(window.ns());
      }
    }
  }

  /** When {@link #flushDue} has to be called next; {@link Long#MAX_VALUE} for never. */
  public long nextDeadlineMillis() {
    Window next = byDeadline.peek();
    return next == null ? Long.MAX_VALUE : next.deadlineMillis();
  }

  public int size() {
    return hot.size();
  }

  /** How many changes were pushed without a window because there were too many. */
  public long overflows() {
    return overflows;
  }
}
