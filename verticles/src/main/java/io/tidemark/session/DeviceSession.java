package io.tidemark.session;

import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one connected device has been sent of each of its namespaces, and what it is owed.
 *
 * <p>One mechanism serves catch-up at connect, holes in the stream of pushes, and slow devices: a
 * push that goes on from where the device is, on a socket that can take it, is sent; any other only
 * marks the namespace as owed. Owed namespaces are read from the journal, one at a time, while the
 * socket can take more. So what a device costs is bounded by the number of its namespaces.
 *
 * <p>Plain state: no socket, no clock, one thread.
 */
public final class DeviceSession {
  private static final int CLOSED_MAX = 1000;

  private final Map<UUID, Track> tracks;
  private final ArrayDeque<Track> queue = new ArrayDeque<>(2);
  private @Nullable Track reading;

  /** How far the device was in namespaces that it no longer follows. */
  private @Nullable Map<UUID, Long> closed;

  private int moves;
  private boolean deferred;
  private boolean live;

  public DeviceSession(int namespaces) {
    this.tracks = HashMap.newHashMap(namespaces);
  }

  /**
   * Begins to follow a namespace; what is between {@code watermark} and {@code head} is owed.
   *
   * @param watermark what the device has, of this {@code epoch}
   */
  public Track open(UUID ns, int epoch, long watermark, long head) {
    Track track = new Track(ns, epoch, watermark, head);
    Long sentBefore = closed == null ? null : closed.remove(ns);
    if (sentBefore != null) {
      track.doubtfulBelow = sentBefore + 1;
    }
    tracks.put(ns, track);
    enqueueIfOwed(track);
    return track;
  }

  /** Ends following a namespace: nothing of it is sent from now on. */
  public void close(UUID ns) {
    Track track = tracks.remove(ns);
    if (track != null) {
      if (closed == null) {
        closed = new HashMap<>(2);
      } else if (closed.size() >= CLOSED_MAX) {
        closed.clear();
      }
      closed.put(ns, Math.max(track.sent, track.doubtfulBelow - 1));
      queue.remove(track);
      if (reading == track) {
        reading = null;
      }
    }
  }

  public @Nullable Track track(UUID ns) {
    return tracks.get(ns);
  }

  public Collection<Track> tracks() {
    return tracks.values();
  }

  /**
   * The journal went from {@code from} to {@code to}.
   *
   * @param writable whether the socket can take a push now
   * @return by how much the device advances when the push is written now, which the session counts
   *     on; 0 if it is not to be written
   */
  public long offer(UUID ns, int epoch, long from, long to, boolean writable) {
    Track track = tracks.get(ns);
    if (track == null || epoch < track.epoch) {
      return 0;
    }
    if (epoch > track.epoch) {
      track.renewed = true;
      enqueueIfOwed(track);
      return 0;
    }
    if (to <= track.sent) {
      return 0;
    }
    track.head = Math.max(track.head, to);
    if (writable && from <= track.sent && !track.renewed) {
      long advance = to - track.sent;
      track.sent = to;
      track.moved = ++moves;
      return advance;
    }
    enqueueIfOwed(track);
    return 0;
  }

  /**
   * The next namespace to read from the journal, after its {@code sent}; null if nothing is owed or
   * a read is under way. The caller answers with {@link #finishRead}.
   */
  public @Nullable Track startRead() {
    if (reading != null || deferred) {
      return null;
    }
    for (Track track = queue.poll(); track != null; track = queue.poll()) {
      if (track.owed()) {
        reading = track;
        return track;
      }
      track.queued = false;
    }
    return null;
  }

  /** Whether an answer to the read of {@code track} is still wanted. */
  public boolean awaits(Track track) {
    return reading == track;
  }

  /** The journal was seen to reach to {@code head}. */
  public void learned(Track track, int epoch, long head) {
    if (epoch == track.epoch) {
      track.head = Math.max(track.head, head);
    }
  }

  /** A delta of what was read has been written. */
  public void sent(Track track, long to) {
    track.sent = Math.max(track.sent, to);
    track.moved = ++moves;
    track.head = Math.max(track.head, to);
  }

  /** The device says that it has everything up to {@code seq}, which exists. */
  public void acked(Track track, long seq) {
    track.acked = seq;
    track.doubtfulBelow = 0;
    sent(track, seq);
  }

  /** The device was told to take a snapshot; it is sent what comes after {@code head}. */
  public void reset(Track track, int epoch, long head) {
    if (epoch != track.epoch) {
      track.doubtfulBelow = Math.max(track.doubtfulBelow, Math.max(head, track.sent + 1));
    }
    track.epoch = epoch;
    track.sent = head;
    track.moved = ++moves;
    track.head = head;
    track.acked = 0;
    track.renewed = false;
  }

  /**
   * The read is over and what could be written was.
   *
   * @param progress false if the read failed or held nothing new: reading again at once would not
   *     help, so nothing is read until {@link #resume}
   */
  public void finishRead(Track track, boolean progress) {
    if (reading != track) {
      return;
    }
    reading = null;
    track.queued = false;
    enqueueIfOwed(track);
    deferred = track.queued && !progress;
  }

  /** Reading may be tried again. */
  public void resume() {
    deferred = false;
  }

  public boolean deferred() {
    return deferred;
  }

  /** True once: when nothing is owed for the first time. */
  public boolean becomesLive() {
    if (live || owes()) {
      return false;
    }
    live = true;
    return true;
  }

  public boolean live() {
    return live;
  }

  /** Whether anything is known to exist that was not sent. */
  public boolean owes() {
    if (reading != null) {
      return true;
    }
    for (Track track = queue.peek(); track != null; track = queue.peek()) {
      if (track.owed()) {
        return true;
      }
      track.queued = false;
      queue.poll();
    }
    return false;
  }

  /** How many namespaces are owed, at most. */
  public int backlog() {
    return queue.size() + (reading == null ? 0 : 1);
  }

  /** Where the device stands in all its namespaces: those that moved last come first. */
  public Cursor cursor() {
    List<Track> order = new ArrayList<>(tracks.values());
    if (order.size() > Limits.CURSOR_NAMESPACES) {
      order.sort(Comparator.comparingInt((Track track) -> track.moved).reversed());
    }
    SequencedMap<UUID, CursorPosition> positions = LinkedHashMap.newLinkedHashMap(order.size());
    long joinedMicros = 0;
    for (Track track : order) {
      positions.put(track.ns, new CursorPosition(track.epoch, track.sent));
      joinedMicros = Math.max(joinedMicros, track.joinedMicros);
    }
    return new Cursor(positions, false, joinedMicros);
  }

  private void enqueueIfOwed(Track track) {
    if (track.owed() && !track.queued) {
      track.queued = true;
      queue.add(track);
    }
  }
}
