package io.tidemark.loadgen.swarm;

import io.tidemark.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads as much of a hub's frame as a device of a swarm needs, straight from its bytes into fields
 * that are used again. A frame that is the same as the one before, byte for byte, is not read
 * again: in a broadcast all but the first are.
 */
final class FrameScanner {
  /** What a frame is. */
  enum Type {
    WELCOME,
    DELTA,
    LIVE,
    RESET,
    JOINED,
    LEFT,
    RECONNECT,
    ERROR,
    PONG,
    /** No frame: a page of the journal. */
    JOURNAL,
    UNREADABLE
  }

  private static final Type[] NAMED = {
    Type.WELCOME,
    Type.DELTA,
    Type.LIVE,
    Type.RESET,
    Type.JOINED,
    Type.LEFT,
    Type.RECONNECT,
    Type.ERROR,
    Type.PONG
  };
  private static final byte[][] NAMES =
      Arrays.stream(NAMED)
          .map(type -> bytes(type.name().toLowerCase(java.util.Locale.ROOT)))
          .toArray(byte[][]::new);

  private static final byte[] TYPE = bytes("type");
  private static final byte[] NS = bytes("ns");
  private static final byte[] EPOCH = bytes("epoch");
  private static final byte[] FROM = bytes("from");
  private static final byte[] TO = bytes("to");
  private static final byte[] HEAD = bytes("head");
  private static final byte[] CHANGES = bytes("changes");
  private static final byte[] ENTRIES = bytes("entries");
  private static final byte[] HAS_MORE = bytes("hasMore");
  private static final byte[] TRUNCATED = bytes("truncated");
  private static final byte[] PULL_AFTER = bytes("pullAfterMs");
  private static final byte[] NAMESPACES = bytes("namespaces");
  private static final byte[] AFTER = bytes("afterMs");
  private static final byte[] URL = bytes("url");
  private static final byte[] CODE = bytes("code");
  private static final byte[] SEQ = bytes("seq");
  private static final byte[] TIMESTAMP = bytes("timestamp");
  private static final byte[] DEVICE = bytes("device");

  private static final long MISSING = -1;

  private final JsonCursor json = new JsonCursor();
  private final Stamps stampReader = new Stamps();
  private final CRC32 crc = new CRC32();
  private byte[] same = {};
  private int sameLength = -1;
  private long readings;

  Type type = Type.UNREADABLE;
  String why = "";
  long nsHigh;
  long nsLow;
  int epoch;
  long from;
  long to;
  long head;
  boolean truncated;
  boolean hasMore;
  int pullAfterMillis;
  int afterMillis;
  String text = "";

  /** Changes of a delta or entries of a page: their number, {@code seq}, stamp and due instant. */
  int count;

  long[] seqs = new long[128];
  long[] stamps = new long[128];
  long[] dues = new long[128];

  /** Of the changes' bytes, to see whether two frames tell the same. */
  long checksum;

  /** Namespaces of a welcome, four numbers each: the UUID's halves, epoch, head. */
  int named;

  long[] namespaces = new long[16];

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /** Rises each time a frame was really read: the same number means the same frame. */
  long readings() {
    return readings;
  }

  /** Changes out of rising order or outside of the delta's span. */
  int disordered() {
    int disordered = 0;
    long previous = from;
    for (int i = 0; i < count; i++) {
      if (seqs[i] <= previous || seqs[i] > to) {
        disordered++;
      }
      previous = Math.max(previous, seqs[i]);
    }
    return disordered;
  }

  void scan(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length == sameLength && Arrays.equals(bytes, start, end, same, 0, length)) {
      return;
    }
    if (same.length < length) {
      same = new byte[Math.max(length, 2 * same.length)];
    }
    System.arraycopy(bytes, start, same, 0, length);
    sameLength = length;
    read(length);
  }

  private void read(int length) {
    readings++;
    type = Type.UNREADABLE;
    nsHigh = 0;
    nsLow = 0;
    epoch = 0;
    from = MISSING;
    to = MISSING;
    head = MISSING;
    truncated = false;
    hasMore = false;
    pullAfterMillis = 0;
    afterMillis = 0;
    text = "";
    count = 0;
    named = 0;
    checksum = 0;
    json.on(same, 0, length);
    try {
      Type found = object();
      json.finish();
      if (found == Type.DELTA && (from < 0 || to < from)) {
        throw new MalformedException("a delta from " + from + " to " + to);
      }
      type = found;
    } catch (MalformedException | ArrayIndexOutOfBoundsException e) {
      why = String.valueOf(e.getMessage());
    }
  }

  private Type object() {
    Type found = Type.UNREADABLE;
    boolean page = false;
    json.open('{');
    for (boolean first = true; json.nextKey(first); first = false) {
      if (json.is(TYPE)) {
        json.string();
        found = named();
      } else if (json.is(NS)) {
        namespace();
      } else if (json.is(FROM)) {
        from = json.number();
      } else if (json.is(TO)) {
        to = json.number();
      } else if (json.is(EPOCH)) {
        epoch = (int) json.number();
      } else if (json.is(HEAD)) {
        head = json.number();
      } else if (json.is(CHANGES)) {
        changes();
      } else if (json.is(ENTRIES)) {
        page = true;
        changes();
      } else if (json.is(HAS_MORE)) {
        hasMore = json.bool();
      } else if (json.is(TRUNCATED)) {
        truncated = json.bool();
      } else if (json.is(PULL_AFTER)) {
        pullAfterMillis = (int) json.number();
      } else if (json.is(NAMESPACES)) {
        namespaces();
      } else if (json.is(AFTER)) {
        afterMillis = (int) json.number();
      } else if (json.is(URL) || json.is(CODE)) {
        json.string();
        text = json.text();
      } else {
        json.skip();
      }
    }
    if (found == Type.UNREADABLE && !page) {
      throw new MalformedException("a frame without a type that is known");
    }
    return page ? Type.JOURNAL : found;
  }

  private Type named() {
    for (int i = 0; i < NAMES.length; i++) {
      if (json.is(NAMES[i])) {
        return NAMED[i];
      }
    }
    throw new MalformedException("a frame of type '" + json.text() + "'");
  }

  private void namespace() {
    json.string();
    nsHigh = json.uuidHigh();
    nsLow = json.uuidLow();
  }

  private void namespaces() {
    json.open('[');
    for (boolean first = true; json.nextItem(first); first = false) {
      if (namespaces.length < (named + 1) * 4) {
        namespaces = Arrays.copyOf(namespaces, namespaces.length * 2);
      }
      int at = named++ * 4;
      json.open('{');
      for (boolean one = true; json.nextKey(one); one = false) {
        if (json.is(NS)) {
          json.string();
          namespaces[at] = json.uuidHigh();
          namespaces[at + 1] = json.uuidLow();
        } else if (json.is(EPOCH)) {
          namespaces[at + 2] = json.number();
        } else if (json.is(HEAD)) {
          namespaces[at + 3] = json.number();
        } else {
          json.skip();
        }
      }
    }
  }

  private void changes() {
    int start = json.position();
    json.open('[');
    for (boolean first = true; json.nextItem(first); first = false) {
      if (count == seqs.length) {
        seqs = Arrays.copyOf(seqs, 2 * count);
        stamps = Arrays.copyOf(stamps, 2 * count);
        dues = Arrays.copyOf(dues, 2 * count);
      }
      seqs[count] = MISSING;
      stamps[count] = 0;
      dues[count] = Due.NONE;
      change();
      if (seqs[count] < 0) {
        throw new MalformedException("a change without a seq");
      }
      count++;
    }
    crc.reset();
    crc.update(same, start, json.position() - start);
    checksum = crc.getValue();
  }

  private void change() {
    json.open('{');
    for (boolean first = true; json.nextKey(first); first = false) {
      if (json.is(SEQ)) {
        seqs[count] = json.number();
      } else if (json.is(TIMESTAMP)) {
        json.string();
        stamps[count] = stampReader.micros(same, json.stringStart(), json.stringEnd());
      } else if (json.is(DEVICE)) {
        json.string();
        dues[count] = Due.micros(same, json.stringStart(), json.stringEnd());
      } else {
        json.skip();
      }
    }
  }
}
