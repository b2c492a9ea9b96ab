package io.tidemark.simulation;

import io.tidemark.flow.Delta;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Holds what comes over one connection against the hub's promise and the true journal: no hole, no
 * reordering, nothing twice, nothing left out, no reset without its reason.
 */
final class StreamCheck {

  private static final class Place {
    private int epoch;

    /** The end of the last delta. */
    private long sent;

    /** How far the device is by itself, of this epoch. */
    private long ahead;

    /**
     * The newest journal that the device has said anything of, by a snapshot say: of older ones,
     * which the hub may take its acks for until it hears of the newer one, nothing can be missing.
     */
    private int devicesEpoch;

    /** What has to be there before the connection is live. */
    private final int promisedEpoch;

    private final long promised;

    Place(NamespaceInfo info, boolean promises) {
      this.epoch = info.epoch();
      this.sent = info.watermark();
      this.ahead = info.watermark();
      this.promisedEpoch = info.epoch();
      this.promised = promises ? info.head() : 0;
    }
  }

  private final Truth truth;
  private final Map<UUID, Place> places = new HashMap<>();

  StreamCheck(Truth truth) {
    this.truth = truth;
  }

  void welcome(NamespaceInfo info) {
    places.put(info.ns(), new Place(info, true));
  }

  void joined(NamespaceInfo info) {
    places.putIfAbsent(info.ns(), new Place(info, false));
  }

  /** The hub says that there is nothing more to catch up with. */
  void live() {
    places.forEach((ns, place) -> {
      if (place.epoch == place.promisedEpoch && place.ahead < place.promised) {
        throw new Violation(
            "live at %d of %s, whose head was %d"
                .formatted(place.ahead, truth.of(ns).name(), place.promised));
      }
    });
  }

  void left(UUID ns) {
    places.remove(ns);
  }

  /** The device has said that it has everything up to {@code seq}. */
  void acked(UUID ns, int epoch, long seq) {
    Place place = places.get(ns);
    if (place != null) {
      place.devicesEpoch = Math.max(place.devicesEpoch, epoch);
      if (place.epoch == epoch) {
        place.ahead = Math.max(place.ahead, seq);
      }
    }
  }

  /**
   * @param hadEpoch the incarnation that the device has something of
   */
  void reset(ServerFrame.Reset reset, int hadEpoch) {
    Place place = places.get(reset.ns());
    ResetReason reason = reset.reason();
    if (place == null || reason == null) {
      throw new Violation("a reset of a namespace that is not followed, or without reason");
    }
    Incarnation journal = truth.of(reset.ns()).journal(reset.epoch());
    if (journal == null || reset.head() > journal.head()) {
      throw new Violation("a reset to what never was: " + reset);
    }
    boolean isNew = reset.epoch() > Math.min(place.epoch, hadEpoch);
    boolean justified =
        switch (reason) {
          case EPOCH, AHEAD -> isNew;
          case HISTORY -> journal.forgotten() > place.sent;
        };
    if (!justified) {
      throw new Violation("a reset without cause: " + reset + ", had epoch " + hadEpoch);
    }
    place.epoch = reset.epoch();
    place.sent = reset.head();
    place.ahead = reset.head();
  }

  void delta(Delta delta) {
    Place place = places.get(delta.ns());
    String name = truth.of(delta.ns()).name();
    if (place == null) {
      throw new Violation("a delta of " + name + ", which the device does not follow");
    }
    String what = name + " " + delta.epoch() + ":" + delta.from() + "-" + delta.to();
    if (delta.epoch() != place.epoch) {
      throw new Violation("delta " + what + " of another journal than " + place.epoch);
    }
    if (delta.to() <= delta.from()) {
      throw new Violation("empty delta " + what);
    }
    if (delta.from() > place.ahead && delta.epoch() >= place.devicesEpoch) {
      throw new Violation("hole: delta " + what + " after " + place.ahead);
    }
    if (delta.from() < place.sent) {
      throw new Violation("delta " + what + " repeats or comes late, after " + place.sent);
    }
    checkContent(delta, what);
    place.sent = delta.to();
    place.ahead = Math.max(place.ahead, delta.to());
  }

  /** Of each file the newest change, complete up to where the delta is truncated. */
  private void checkContent(Delta delta, String what) {
    Incarnation journal = truth.of(delta.ns()).journal(delta.epoch());
    if (journal == null || delta.to() > journal.head()) {
      throw new Violation("delta " + what + " of what was never committed");
    }
    List<JournalEntry> changes = delta.changes();
    long previous = delta.from();
    Set<UUID> files = new HashSet<>();
    for (JournalEntry change : changes) {
      if (change.seq() <= previous || change.seq() > delta.to() || !files.add(change.fileId())) {
        throw new Violation("delta " + what + " is not in order at " + change.seq());
      }
      JournalEntry real = journal.at(change.seq());
      if (!real.fileId().equals(change.fileId())
          || !Arrays.equals(real.change(), change.change())) {
        throw new Violation("delta " + what + " differs from the journal at " + change.seq());
      }
      previous = change.seq();
    }
    long complete = delta.truncated() ? previous : delta.to();
    Set<UUID> newer = new HashSet<>();
    for (long seq = delta.to(); seq > delta.from(); seq--) {
      UUID file = journal.at(seq).fileId();
      boolean isNewest = newer.add(file);
      if (isNewest && seq <= complete && !files.contains(file)) {
        throw new Violation("delta " + what + " leaves out " + seq);
      }
    }
  }
}
