package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Ledger.Finding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which spans reached which device when: one copy of each span's content, and twelve bytes for each
 * arrival. The storm of a large folder is a few spans that go to everybody.
 */
final class SpanLog {
  private static final int SPANS_MOST = 300_000;
  private static final int ARRIVALS_MOST = 20_000_000;

  record Key(long nsHigh, long nsLow, long from, long to) {}

  /** One delta as it was told to one device or to many. */
  static final class Span {
    final UUID ns;
    final long from;
    final long to;

    /** Null where the device read the journal instead. */
    final long @Nullable [] seqs;

    private final long checksum;
    private long[] micros = new long[4];
    private int[] devices = new int[4];
    private int count;

    Span(Key key, long @Nullable [] seqs, long checksum) {
      this.ns = new UUID(key.nsHigh(), key.nsLow());
      this.from = key.from();
      this.to = key.to();
      this.seqs = seqs;
      this.checksum = checksum;
    }

    int count() {
      return count;
    }

    /** Since 1970. */
    long micros(int arrival) {
      return micros[arrival];
    }

    int device(int arrival) {
      return devices[arrival];
    }

    private void arrived(long nowMicros, int device) {
      if (count == micros.length) {
        micros = Arrays.copyOf(micros, 2 * count);
        devices = Arrays.copyOf(devices, 2 * count);
      }
      micros[count] = nowMicros;
      devices[count++] = device;
    }
  }

  private final Map<Key, Span> told = new HashMap<>();
  private final Map<Key, Span> pulled = new HashMap<>();
  private @Nullable Span last;
  private long lastReading;
  private int arrivals;
  private long notKept;

  /** Arrivals that there was no room for. */
  long notKept() {
    return notKept;
  }

  void clear() {
    told.clear();
    pulled.clear();
    last = null;
    lastReading = 0;
    arrivals = 0;
    notKept = 0;
  }

  void told(FrameScanner delta, long nowMicros, int device, Findings findings) {
    Span span = last;
    if (span == null || lastReading != delta.readings()) {
      Key key = new Key(delta.nsHigh, delta.nsLow, delta.from, delta.to);
      span = told.get(key);
      if (span == null && room()) {
        span = new Span(key, Arrays.copyOf(delta.seqs, delta.count), delta.checksum);
        told.put(key, span);
      }
      if (span == null) {
        notKept++;
        return;
      }
      if (span.checksum != delta.checksum) {
        String other = "another device was told something else";
        findings.add(Finding.DIFFERENT, 1, "number " + device, span.ns, span.from, span.to, other);
      }
      last = span;
      lastReading = delta.readings();
    }
    arrived(span, nowMicros, device);
  }

  void pulled(Mark mark, long from, long nowMicros, int device) {
    if (mark.watermark() <= from) {
      return;
    }
    Key key = new Key(mark.nsHigh, mark.nsLow, from, mark.watermark());
    Span span = pulled.get(key);
    if (span == null && room()) {
      span = new Span(key, null, 0);
      pulled.put(key, span);
    }
    if (span == null) {
      notKept++;
    } else {
      arrived(span, nowMicros, device);
    }
  }

  private boolean room() {
    return told.size() + pulled.size() < SPANS_MOST;
  }

  private void arrived(Span span, long nowMicros, int device) {
    if (arrivals == ARRIVALS_MOST) {
      notKept++;
      return;
    }
    arrivals++;
    span.arrived(nowMicros, device);
  }

  void forEach(Consumer<Span> visitor) {
    told.values().forEach(visitor);
    pulled.values().forEach(visitor);
  }
}
