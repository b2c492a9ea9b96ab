package io.tidemark.simulation;

import io.tidemark.flow.JournalEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A namespace as a device has it on its disk, and what it is reading of it. */
final class DeviceFolder {
  enum Reading {
    NOTHING,
    JOURNAL,
    SNAPSHOT
  }

  private int epoch;
  private long watermark;
  private Map<UUID, Long> files = new HashMap<>();
  private Reading reading = Reading.NOTHING;
  private int wantedEpoch;
  private long wanted;
  private long said;

  DeviceFolder(int epoch) {
    this.epoch = epoch;
  }

  int epoch() {
    return epoch;
  }

  long watermark() {
    return watermark;
  }

  Map<UUID, Long> files() {
    return files;
  }

  Reading reading() {
    return reading;
  }

  void reads(Reading what) {
    reading = what;
  }

  /** It is known that there is a journal {@code ofEpoch} and that it reaches to {@code upTo}. */
  void wants(int ofEpoch, long upTo) {
    if (ofEpoch > wantedEpoch) {
      wantedEpoch = ofEpoch;
      wanted = upTo;
    } else if (ofEpoch == wantedEpoch) {
      wanted = Math.max(wanted, upTo);
    }
  }

  /** Whether the journal has to be read on. */
  boolean lacks() {
    return epoch == wantedEpoch && watermark < wanted;
  }

  void doneReading() {
    reading = Reading.NOTHING;
  }

  /** The program has ended: what it was about to read is forgotten. */
  void restarted() {
    reading = Reading.NOTHING;
    wantedEpoch = 0;
    said = 0;
  }

  /** Applies those of the changes that are new; they are complete up to {@code upTo}. */
  void apply(List<JournalEntry> changes, long upTo) {
    for (JournalEntry change : changes) {
      if (change.seq() <= watermark) {
        continue;
      }
      if (Incarnation.isDelete(change)) {
        files.remove(change.fileId());
      } else {
        files.put(change.fileId(), change.seq());
      }
    }
    watermark = Math.max(watermark, upTo);
  }

  /** Begins anew with a listing. */
  void replace(int newEpoch, long seq, Map<UUID, Long> listing) {
    epoch = newEpoch;
    watermark = seq;
    files = new HashMap<>(listing);
    said = 0;
  }

  /** What is to be acknowledged now; 0 for nothing. */
  long takeAck() {
    if (reading == Reading.SNAPSHOT || watermark <= said) {
      return 0;
    }
    said = watermark;
    return watermark;
  }

  /** The hub of a new connection has to hear it again. */
  void unsaid() {
    said = 0;
  }
}
