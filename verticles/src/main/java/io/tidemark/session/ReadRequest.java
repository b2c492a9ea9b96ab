package io.tidemark.session;

import java.util.UUID;

/** A stretch of a journal that is to be read for one device. */
public final class ReadRequest {
  private final Track track;
  private final int epoch;
  private final long after;
  private final int limit;

  ReadRequest(Track track, int limit) {
    this.track = track;
    this.epoch = track.epoch;
    this.after = track.sent;
    this.limit = limit;
  }

  public UUID ns() {
    return track.ns;
  }

  /** The incarnation of the journal that the device knows. */
  public int epoch() {
    return epoch;
  }

  /** The {@code seq} before the first entry that is wanted. */
  public long after() {
    return after;
  }

  /** How many entries are wanted at most. */
  public int limit() {
    return limit;
  }

  Track track() {
    return track;
  }
}
