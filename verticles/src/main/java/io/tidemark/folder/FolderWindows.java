package io.tidemark.folder;

import io.tidemark.flow.Delta;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * The windows of all folders that are hot now, when the next of them ends, and what the owners of
 * folders have set.
 *
 * <p>There are at most {@code maxWindows}; a folder that becomes hot beyond that is pushed without
 * a window, which costs pushes and loses nothing. Settings are as many as are set, of which there
 * are at most {@link FolderSettings#FOLDERS_MAX}.
 */
public final class FolderWindows {
  private final WindowPolicy policy;
  private final int maxWindows;
  private final ToIntFunction<UUID> followers;
  private final Map<UUID, Window> hot = new HashMap<>();
  private final PriorityQueue<Window> byDeadline =
      new PriorityQueue<>(Comparator.comparingLong(Window::deadlineMillis));
  private final Map<UUID, FolderSettings> set = new HashMap<>();
  private final Map<UUID, MutedFolder> muted = new HashMap<>();
  private long overflows;

  /** Told of one folder that something happened in lately. */
  public interface Visitor {
    /**
     * @param windowMillis 0 for a muted folder
     */
    void folder(UUID ns, double entriesPerSecond, int windowMillis);
  }

  /**
   * @param followers how many devices of this node follow a folder
   */
  public FolderWindows(WindowPolicy policy, int maxWindows, ToIntFunction<UUID> followers) {
    this.policy = policy;
    this.maxWindows = maxWindows;
    this.followers = followers;
  }

  /** A change of a folder: what must be pushed now goes to {@code out}. */
  public void offer(FolderChange change, long nowMillis, Consumer<Push> out) {
    Window window = hot.get(change.ns());
    if (window != null) {
      long deadlineMillis = window.deadlineMillis();
      window.offer(change, nowMillis, out);
      if (window.deadlineMillis() != deadlineMillis) {
        requeue(window);
      }
      return;
    }
    MutedFolder silent = muted.get(change.ns());
    if (silent != null) {
      silent.heat().add(change.entries().size(), nowMillis);
      silent.passed(change.epoch(), change.from(), change.to());
      return;
    }
    boolean full = hot.size() >= maxWindows;
    window =
        new Window(
            change,
            settings(change.ns()),
            policy,
            followers,
            nowMillis,
            full ? Push.Reason.OVERFLOW : Push.Reason.LEADING,
            out);
    if (full) {
      overflows++;
      return;
    }
    hot.put(change.ns(), window);
    byDeadline.add(window);
  }

  /**
   * A head that is known from elsewhere than the stream.
   *
   * @return false if the devices are not to be told now; they are once the folder is not muted
   */
  public boolean notice(UUID ns, int epoch, long seq) {
    MutedFolder silent = muted.get(ns);
    if (silent == null) {
      return true;
    }
    silent.passed(epoch, Math.max(0, seq - 1), seq);
    return false;
  }

  /** Pushes what was gathered in the windows that have ended; folders that stayed quiet go. */
  public void flushDue(long nowMillis, Consumer<Push> out) {
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

  /** The owners have set something: it counts from now on, also for a window that is open. */
  public void set(UUID ns, FolderSettings settings, long nowMillis, Consumer<Push> out) {
    if (settings.equals(FolderSettings.UNSET)) {
      set.remove(ns);
    } else {
      set.put(ns, settings);
    }
    if (settings.muted()) {
      mute(ns, nowMillis);
      return;
    }
    MutedFolder silent = muted.remove(ns);
    if (silent != null) {
      tell(ns, silent, nowMillis, out);
    }
    Window window = hot.get(ns);
    if (window != null) {
      window.set(settings, nowMillis);
      requeue(window);
    }
  }

  private static void tell(UUID ns, MutedFolder silent, long nowMillis, Consumer<Push> out) {
    Delta told = silent.toDelta(ns);
    if (told != null) {
      out.accept(new Push(told, Push.Reason.UNMUTED, 0, silent.heat().perSecond(nowMillis)));
    }
  }

  private void mute(UUID ns, long nowMillis) {
    MutedFolder silent = muted.computeIfAbsent(ns, _ -> new MutedFolder(nowMillis));
    Window window = hot.remove(ns);
    if (window != null) {
      byDeadline.remove(window);
      window.handOver(silent);
    }
  }

  private void requeue(Window window) {
    byDeadline.remove(window);
    byDeadline.add(window);
  }

  /** What is set for a folder. */
  public FolderSettings settings(UUID ns) {
    return set.getOrDefault(ns, FolderSettings.UNSET);
  }

  /** Shows each folder that is hot or muted. */
  public void visit(long nowMillis, Visitor visitor) {
    hot.forEach((ns, window) ->
        visitor.folder(ns, window.entriesPerSecond(nowMillis), window.lengthMillis()));
    muted.forEach((ns, silent) -> visitor.folder(ns, silent.heat().perSecond(nowMillis), 0));
  }

  public int size() {
    return hot.size();
  }

  /** How many changes were pushed without a window because there were too many. */
  public long overflows() {
    return overflows;
  }
}
