package io.tidemark.folder;

import io.tidemark.flow.Delta;
import io.tidemark.flow.Storm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Finds the storms among this node's pushes: a folder's begins with the first push at which there
 * would be {@link #BEGINS} pushes a second without windows, and ends when there would be less than
 * half of that, or when nothing was pushed for {@link #SILENT_MILLIS}.
 */
public final class Storms {
  /** Pushes a second to devices of this node: of 40,000 it can send, this many are felt. */
  static final double BEGINS = 1_000;

  static final long SILENT_MILLIS = 5_000;

  /** At the same time; of more there is no record. */
  static final int OPEN_MAX = 1_000;

  private final Supplier<UUID> ids;
  private final Map<UUID, Open> open = new HashMap<>();
  private final List<Storm> ended = new ArrayList<>();
  private long unrecorded;

  private static final class Open {
    private final UUID id;
    private final int epoch;
    private final long fromSeq;
    private final Instant startedAt;
    private Instant lastAt;
    private long lastMillis;
    private long toSeq;
    private long suppressed;
    private double peakPerSecond;
    private boolean changed = true;

    private Open(UUID id, Delta delta, Instant now) {
      this.id = id;
      this.epoch = delta.epoch();
      this.fromSeq = delta.from();
      this.startedAt = now;
      this.lastAt = now;
    }

    private Storm storm(UUID ns, boolean isOpen) {
      return new Storm(
          id,
          ns,
          epoch,
          fromSeq,
          toSeq,
          startedAt,
          lastAt,
          Math.round(peakPerSecond),
          suppressed,
          isOpen);
    }
  }

  /**
   * @param ids for storms that begin
   */
  public Storms(Supplier<UUID> ids) {
    this.ids = ids;
  }

  /**
   * A push goes out.
   *
   * @param followers devices of this node that get it
   * @param now for people who look at the record
   */
  public void pushed(Push push, int followers, long nowMillis, Instant now) {
    Delta delta = push.delta();
    double perSecond = push.entriesPerSecond() * followers;
    Open storm = open.get(delta.ns());
    if (storm != null && (storm.epoch != delta.epoch() || perSecond < BEGINS / 2)) {
      end(delta.ns(), storm);
      storm = null;
    }
    if (storm == null) {
      if (perSecond < BEGINS) {
        return;
      }
      if (open.size() >= OPEN_MAX) {
        unrecorded++;
        return;
      }
      storm = new Open(ids.get(), delta, now);
      open.put(delta.ns(), storm);
    }
    storm.changed = true;
    storm.lastMillis = nowMillis;
    storm.lastAt = now;
    storm.toSeq = Math.max(storm.toSeq, delta.to());
    storm.peakPerSecond = Math.max(storm.peakPerSecond, perSecond);
    // One push for all of it, where each entry would have been one.
    storm.suppressed += Math.max(0, delta.to() - delta.from() - 1) * followers;
  }

  private void end(UUID ns, Open storm) {
    open.remove(ns);
    ended.add(storm.storm(ns, false));
  }

  /** What has changed since the last time, and what has ended. */
  public List<Storm> take(long nowMillis) {
    for (Iterator<Map.Entry<UUID, Open>> all = open.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<UUID, Open> one = all.next();
      if (nowMillis - one.getValue().lastMillis >= SILENT_MILLIS) {
        all.remove();
        ended.add(one.getValue().storm(one.getKey(), false));
      }
    }
    List<Storm> news = new ArrayList<>(ended);
    ended.clear();
    open.forEach((ns, storm) -> {
      if (storm.changed) {
        storm.changed = false;
        news.add(storm.storm(ns, true));
      }
    });
    return news;
  }

  /** How many are under way. */
  public int size() {
    return open.size();
  }

  /** Pushes of storms that there was no room to record. */
  public long unrecorded() {
    return unrecorded;
  }
}
