package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Ledger.Finding;
import java.util.UUID;

/**
 * Where a device stands in one namespace, with the client's rule of the contract and the check of
 * what a connection may bring.
 */
final class Mark {
  /** No delta came on this connection yet, and the device did not say where to begin. */
  private static final long UNKNOWN = -1;

  /** What a delta means for its device. */
  enum Verdict {
    /** Nothing new. */
    KNOWN,
    APPLIED,
    /** The journal has to be read up to {@link #wanted}. */
    PULL,
    /** That is being done already. */
    PULLING
  }

  final long nsHigh;
  final long nsLow;
  private int epoch;
  private long watermark;
  private long covered = UNKNOWN;
  private long acked;
  private long wanted;
  private boolean pulling;

  /** A hole of this connection that nothing has filled; the newest one. */
  private long gapFrom;

  private long gapTo;

  Mark(long nsHigh, long nsLow, int epoch) {
    this.nsHigh = nsHigh;
    this.nsLow = nsLow;
    this.epoch = epoch;
  }

  UUID ns() {
    return new UUID(nsHigh, nsLow);
  }

  int epoch() {
    return epoch;
  }

  long watermark() {
    return watermark;
  }

  long wanted() {
    return wanted;
  }

  /** As after a snapshot; also where a device begins that has everything up to there. */
  void startAt(int newEpoch, long seq) {
    epoch = newEpoch;
    watermark = seq;
    covered = UNKNOWN;
    acked = 0;
    wanted = 0;
    pulling = false;
    gapTo = 0;
  }

  /**
   * A connection begins.
   *
   * @param told whether the device says in its hello where it stands
   */
  void connected(boolean told) {
    covered = told ? watermark : UNKNOWN;
    gapTo = 0;
    // What was being read when the last connection ended may never have come.
    pulling = false;
  }

  Verdict onDelta(FrameScanner delta, Findings findings, SwarmDevice device) {
    check(delta, findings, device);
    long from = delta.from;
    long to = delta.to;
    if (to <= watermark) {
      return Verdict.KNOWN;
    }
    if (pulling) {
      wanted = Math.max(wanted, to);
      return Verdict.PULLING;
    }
    if (from > watermark || delta.truncated) {
      wanted = Math.max(wanted, to);
      pulling = true;
      return Verdict.PULL;
    }
    watermark = to;
    return Verdict.APPLIED;
  }

  private void check(FrameScanner delta, Findings findings, SwarmDevice device) {
    long from = delta.from;
    long to = delta.to;
    int disordered = delta.disordered();
    if (disordered > 0) {
      findings.add(
          Finding.OUT_OF_ORDER, disordered, device.name(), ns(), from, to, "changes in a delta");
    }
    if (covered != UNKNOWN && from != covered) {
      misplaced(delta, findings, device);
    }
    covered = Math.max(covered, to);
  }

  private void misplaced(FrameScanner delta, Findings findings, SwarmDevice device) {
    long from = delta.from;
    long to = delta.to;
    if (from > covered) {
      String next = "next delta is (" + from + ".." + to + "]";
      findings.add(Finding.HOLE, 1, device.name(), ns(), covered, from, next);
      gapFrom = covered;
      gapTo = from;
    } else if (to > covered) {
      findings.add(Finding.OVERLAP, 1, device.name(), ns(), from, to, "");
    } else if (gapFrom <= from && to <= gapTo) {
      gapTo = 0;
      String late = "came after (.." + covered + "]";
      findings.add(Finding.OUT_OF_ORDER, 1, device.name(), ns(), from, to, late);
    } else {
      long twice = Math.max(1, delta.count);
      String had = "had (.." + covered + "]";
      findings.add(Finding.DUPLICATED, twice, device.name(), ns(), from, to, had);
    }
  }

  /**
   * A page of the journal after the watermark.
   *
   * @return whether another one is to be read
   */
  boolean onJournal(FrameScanner page, Findings findings, SwarmDevice device) {
    long next = watermark + 1;
    for (int i = 0; i < page.count; i++) {
      long seq = page.seqs[i];
      if (seq > watermark && seq <= wanted) {
        if (seq != next) {
          findings.add(Finding.HOLE, 1, device.name(), ns(), next - 1, seq, "in the journal");
        }
        next = seq + 1;
      }
    }
    boolean moved = next - 1 > watermark;
    watermark = next - 1;
    pulling = watermark < wanted && (page.hasMore || moved);
    return pulling;
  }

  /** The read came to nothing; the next delta or connection shows the hole again. */
  void onPullFailed() {
    pulling = false;
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
}
