package io.tidemark.loadgen.device;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One namespace as a device follows it: where it stands, and what it holds. */
final class FolderState {
  /** No delta came on this connection yet, and the device did not say where to begin. */
  private static final long UNKNOWN = -1;

  private record Gap(long from, long to) {}

  private final UUID ns;
  private final Ledger ledger;
  private final KnownChanges known;
  private final Tree tree = new Tree();
  private final List<Gap> gaps = new ArrayList<>(0);
  private int epoch;
  private long watermark;
  private long covered = UNKNOWN;
  private long acked;
  private long wanted;
  private boolean reading;

  FolderState(UUID ns, int epoch, Ledger ledger, KnownChanges known) {
    this.ns = ns;
    this.epoch = epoch;
    this.ledger = ledger;
    this.known = known;
  }

  int epoch() {
    return epoch;
  }

  long watermark() {
    return watermark;
  }

  boolean reading() {
    return reading;
  }

  Tree tree() {
    return tree;
  }

  /**
   * @param toldWatermark whether the device says in its hello where it stands
   */
  void connected(boolean toldWatermark) {
    covered = toldWatermark ? watermark : UNKNOWN;
    gaps.clear();
  }

  /** What may be acknowledged and was not yet; 0 for nothing. Never above what was pushed. */
  long takeAck() {
    long upTo = Math.min(watermark, covered);
    if (upTo <= acked) {
      return 0;
    }
    acked = upTo;
    return upTo;
  }

  /** The client's rule of the contract. */
  void onDelta(ServerFrame.Delta delta, long nowMicros, long liveSinceMicros, Effects effects) {
    checkOrder(delta);
    if (delta.to() <= watermark) {
      return;
    }
    if (reading) {
      wanted = Math.max(wanted, delta.to());
    } else if (delta.from() > watermark || delta.truncated()) {
      read(delta.to(), delta.pullAfterMs(), effects);
    } else {
      apply(delta.changes(), delta.to(), nowMicros, liveSinceMicros, effects);
    }
  }

  /** Holds a delta against what this connection brought before. */
  private void checkOrder(ServerFrame.Delta delta) {
    long from = delta.from();
    long to = delta.to();
    long previous = from;
    int disordered = 0;
    for (Change change : delta.changes()) {
      if (change.seq() <= previous || change.seq() > to) {
        disordered++;
      }
      previous = Math.max(previous, change.seq());
    }
    ledger.add(Finding.OUT_OF_ORDER, disordered, ns, from, to, "changes in a delta");
    if (covered == UNKNOWN) {
      ledger.add(Finding.OVERLAP, upTo(delta, watermark), ns, from, to, "older cursor");
    } else if (from > covered) {
      ledger.add(Finding.HOLE, 1, ns, covered, from, "next delta is (" + from + ".." + to + "]");
      gaps.add(new Gap(covered, from));
    } else if (to <= covered) {
      if (gaps.removeIf(gap -> gap.from() <= from && to <= gap.to())) {
        ledger.add(Finding.OUT_OF_ORDER, 1, ns, from, to, "came after (.." + covered + "]");
      } else {
        long twice = Math.max(1, delta.changes().size());
        ledger.add(Finding.DUPLICATED, twice, ns, from, to, "had (.." + covered + "]");
      }
    } else {
      ledger.add(Finding.OVERLAP, upTo(delta, covered), ns, from, to, "had (.." + covered + "]");
    }
    covered = Math.max(covered, to);
  }

  private static long upTo(ServerFrame.Delta delta, long limit) {
    return delta.changes().stream().filter(change -> change.seq() <= limit).count();
  }

  /** What the journal says after the watermark; entries beyond what was pushed are left. */
  void onJournal(
      List<Change> entries, boolean hasMore, long nowMicros, long liveSince, Effects effects) {
    reading = false;
    List<Change> fresh = new ArrayList<>(entries.size());
    long next = watermark + 1;
    for (Change entry : entries) {
      if (entry.seq() > watermark && entry.seq() <= wanted) {
        if (entry.seq() != next) {
          ledger.add(Finding.HOLE, 1, ns, next - 1, entry.seq(), "in the journal");
        }
        next = entry.seq() + 1;
        fresh.add(entry);
      }
    }
    long reached = next - 1;
    if (reached > watermark) {
      apply(fresh, reached, nowMicros, liveSince, effects);
    }
    if (watermark < wanted && (hasMore || !fresh.isEmpty())) {
      read(wanted, 0, effects);
    }
  }

  /** The read came to nothing; the next delta or connection shows the hole again. */
  void onReadFailed() {
    reading = false;
  }

  /** The whole namespace anew, as it was at {@code seq}. */
  void onSnapshot(int snapshotEpoch, long seq, List<Change> files, Effects effects) {
    reading = false;
    epoch = snapshotEpoch;
    tree.replace(files);
    ledger.restarted(ns);
    watermark = seq;
    acked = 0;
    if (wanted > watermark) {
      read(wanted, 0, effects);
    }
  }

  /** A folder's subtree; newer changes that came meanwhile stay. */
  void onSubtree(List<Change> files) {
    tree.merge(files);
  }

  void readSnapshot(Effects effects) {
    covered = UNKNOWN;
    gaps.clear();
    wanted = 0;
    reading = true;
    effects.add(new DeviceEffect.ReadSnapshot(ns, null));
  }

  private void read(long upTo, int delayMillis, Effects effects) {
    reading = true;
    wanted = Math.max(wanted, upTo);
    effects.add(new DeviceEffect.ReadJournal(ns, watermark, wanted, delayMillis));
  }

  private void apply(
      List<Change> changes, long to, long nowMicros, long liveSinceMicros, Effects effects) {
    long[] seqs = new long[changes.size()];
    int count = 0;
    for (Change received : changes) {
      if (received.seq() <= watermark) {
        continue;
      }
      Change change = known.intern(ns, received);
      if (!change.equals(received)) {
        ledger.add(Finding.DIFFERENT, 1, ns, received.seq() - 1, received.seq(), "" + received);
      }
      seqs[count++] = change.seq();
      if (tree.apply(change)) {
        effects.add(new DeviceEffect.ReadSnapshot(ns, change.fileId()));
      }
      long committedMicros = Micros.of(change.timestamp());
      if (committedMicros > liveSinceMicros) {
        ledger.staleness(ns, change.seq(), nowMicros - committedMicros);
      }
    }
    ledger.applied(ns, watermark, to, seqs, count);
    watermark = to;
  }
}
