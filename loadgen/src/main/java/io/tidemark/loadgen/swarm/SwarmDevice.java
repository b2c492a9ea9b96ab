package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Ledger.Finding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One device: its marks, one connection after the other, and what it does next. Lives on its loop
 * alone.
 */
final class SwarmDevice implements FrameSink {
  private static final byte[] NOTHING = {};
  private static final UUID NO_NAMESPACE = new UUID(0, 0);

  private final SwarmLoop loop;
  private final int number;
  private int target;

  /** Null while it has no connection. */
  private @Nullable DeviceLine line;

  private byte[] cursor = NOTHING;
  private Mark[] marks = Marks.NONE;
  private boolean live;
  private int attempts;
  private int advisedMillis;

  /** When the connection was meant to begin; when the one before it ended; 0 for never. */
  private long dueMicros;

  private long cutMicros;

  SwarmDevice(SwarmLoop loop, int number) {
    this.loop = loop;
    this.number = number;
    this.target = number;
  }

  int number() {
    return number;
  }

  String name() {
    return loop.plan().devicePrefix() + number;
  }

  boolean live() {
    return live;
  }

  boolean connected() {
    return line != null;
  }

  Mark[] marks() {
    return marks;
  }

  URI hub() {
    return loop.hub(target);
  }

  private boolean eventStream() {
    return loop.plan().mix().eventStream(number);
  }

  // Connecting

  void open(long intendedMicros) {
    dueMicros = intendedMicros;
    live = false;
    advisedMillis = 0;
    DeviceLine fresh =
        new DeviceLine(loop, this, eventStream() ? new EventFrames() : new WebSocketFrames());
    line = fresh;
    loop.connect(fresh);
  }

  /** What it says first. */
  byte[] request() {
    if (loop.plan().raw()) {
      return eventStream() ? Said.events(hub()) : Said.upgrade(hub(), "");
    }
    String token = loop.token(this);
    return eventStream()
        ? Said.events(hub(), token, name(), new String(cursor, StandardCharsets.ISO_8859_1))
        : Said.upgrade(hub(), token);
  }

  @Override
  public void answered(int status, int retryAfterSeconds) {
    boolean entered = status == (eventStream() ? 200 : 101);
    if (!entered) {
      if (retryAfterSeconds > 0) {
        advised(retryAfterSeconds * 1_000);
      }
      ended(0, "refused with " + status);
      return;
    }
    loop.tally().add(Tally.Count.CONNECTED, 1);
    if (marks.length == 0) {
      loop.plan()
          .start()
          .forEach((ns, seq) -> {
            Mark mark = mark(ns.getMostSignificantBits(), ns.getLeastSignificantBits(), 1);
            mark.startAt(1, seq);
          });
    }
    boolean tells = !eventStream() && marks.length > 0;
    for (Mark mark : marks) {
      mark.connected(tells && mark.watermark() > 0);
    }
    if (loop.plan().raw()) {
      nowLive();
    } else if (!eventStream()) {
      say(Said.hello(name(), Marks.watermarks(marks)));
    }
  }

  // What comes

  @Override
  public void frame(byte[] bytes, int from, int to) {
    if (line == null) {
      return;
    }
    FrameScanner frame = loop.scanner();
    frame.scan(bytes, from, to);
    switch (frame.type) {
      case DELTA -> delta(frame);
      case WELCOME -> {
        for (int i = 0; i < frame.named; i++) {
          long[] named = frame.namespaces;
          join(named[4 * i], named[4 * i + 1], (int) named[4 * i + 2]);
        }
      }
      case LIVE -> nowLive();
      case JOINED -> join(frame.nsHigh, frame.nsLow, frame.epoch);
      case LEFT -> marks = Marks.without(marks, frame.nsHigh, frame.nsLow);
      case RESET -> {
        loop.tally().add(Tally.Count.RESETS, 1);
        mark(frame.nsHigh, frame.nsLow, frame.epoch).startAt(frame.epoch, frame.head);
      }
      case RECONNECT -> {
        loop.tally().add(Tally.Count.ASKED_TO_RECONNECT, 1);
        comeBack(frame.afterMillis, frame.text);
      }
      case ERROR -> {
        if (!ComingBack.isAllowedAfter(frame.text)) {
          accused("error " + frame.text);
        }
      }
      case PONG -> {}
      case JOURNAL, UNREADABLE ->
          loop.findings().add(Finding.UNREADABLE, 1, name(), NO_NAMESPACE, 0, 0, frame.why);
    }
  }

  private void accused(String why) {
    loop.findings().add(Finding.ACCUSED, 1, name(), NO_NAMESPACE, 0, 0, why);
  }

  private void join(long nsHigh, long nsLow, int epoch) {
    Mark mark = mark(nsHigh, nsLow, epoch);
    if (mark.epoch() != epoch) {
      mark.startAt(epoch, 0);
    }
  }

  private Mark mark(long nsHigh, long nsLow, int epoch) {
    Mark found = Marks.find(marks, nsHigh, nsLow);
    if (found == null) {
      found = new Mark(nsHigh, nsLow, epoch);
      marks = Marks.with(marks, found);
    }
    return found;
  }

  private void delta(FrameScanner delta) {
    Mark mark = Marks.find(marks, delta.nsHigh, delta.nsLow);
    if (mark == null && loop.plan().raw()) {
      // Such a server tells nothing before: the first broadcast is the beginning.
      mark = mark(delta.nsHigh, delta.nsLow, delta.epoch);
      mark.startAt(delta.epoch, delta.from);
      mark.connected(true);
    }
    if (mark == null) {
      UUID ns = new UUID(delta.nsHigh, delta.nsLow);
      loop.findings().add(Finding.FOREIGN, 1, name(), ns, delta.from, delta.to, "delta");
      return;
    }
    if (delta.epoch != mark.epoch()) {
      mark.startAt(delta.epoch, delta.to);
      loop.tally().add(Tally.Count.RESETS, 1);
      return;
    }
    Mark.Verdict verdict = mark.onDelta(delta, loop.findings(), this);
    loop.delta(delta, verdict, live, this);
    if (verdict == Mark.Verdict.PULL) {
      Mark reading = mark;
      loop.later(delta.pullAfterMillis, () -> loop.pull(this, reading));
    }
  }

  /** A page of the journal has come; null if none will. */
  void pulled(Mark mark, byte @Nullable [] page) {
    if (page == null) {
      mark.onPullFailed();
      loop.tally().add(Tally.Count.PULLS_FAILED, 1);
      return;
    }
    long before = mark.watermark();
    FrameScanner scanner = loop.scanner();
    scanner.scan(page, 0, page.length);
    if (scanner.type != FrameScanner.Type.JOURNAL) {
      mark.onPullFailed();
      loop.findings()
          .add(Finding.UNREADABLE, 1, name(), mark.ns(), 0, 0, "journal: " + scanner.why);
      return;
    }
    boolean more = mark.onJournal(scanner, loop.findings(), this);
    loop.pulled(mark, before, this);
    if (more) {
      loop.pull(this, mark);
    }
  }

  private void nowLive() {
    if (live) {
      return;
    }
    live = true;
    attempts = 0;
    loop.live(dueMicros, cutMicros);
    cutMicros = 0;
    if (loop.plan().visiting()) {
      cut();
    }
  }

  @Override
  public void cursor(byte[] bytes, int from, int to) {
    if (loop.plan().raw()) {
      return; // It is never asked for.
    }
    cursor = Arrays.copyOfRange(bytes, from, to);
  }

  @Override
  public void ping(byte[] payload) {
    loop.tally().add(Tally.Count.PINGS, 1);
    say(Said.pong(payload));
  }

  /** Tells what it has, if that is news. */
  void ack() {
    if (!live || loop.plan().raw()) {
      return;
    }
    String watermarks = Marks.takeAcks(marks);
    if (watermarks.isEmpty()) {
      return;
    }
    loop.tally().add(Tally.Count.ACKS, 1);
    if (eventStream()) {
      loop.ackByHttp(this, watermarks);
    } else {
      say(Said.ack(watermarks));
    }
  }

  // Ending

  private void comeBack(int afterMillis, String url) {
    advised(afterMillis);
    DeviceLine asked = line;
    int named = url.isEmpty() ? -1 : loop.targetOf(url);
    // A device that is asked to leave goes when it is time to, and stays connected until then.
    loop.later(
        advisedMillis,
        () -> {
          // It may be on another connection by then.
          if (asked != null && line == asked) {
            advisedMillis = 1;
            if (named >= 0) {
              target = named - 1;
            }
            say(eventStream() ? NOTHING : Said.goodbye());
            ended(0, "asked to reconnect");
          }
        });
  }

  private void advised(int afterMillis) {
    advisedMillis = Math.max(1, afterMillis);
    loop.tally().time(Tally.Time.ADVISED, afterMillis * 1_000L);
  }

  @Override
  public void ended(int code, String reason) {
    DeviceLine open = line;
    if (open == null) {
      return;
    }
    line = null;
    open.close();
    boolean wasLive = live;
    live = false;
    if (wasLive) {
      cutMicros = loop.nowMicros();
    }
    loop.gone(code == 0 ? reason : "closed with " + code, wasLive);
    if (ComingBack.isBarredAfter(code)) {
      accused("closed with " + code + " " + reason);
    } else if (loop.returning()) {
      target++;
      long backoff = advisedMillis > 0 ? advisedMillis : loop.backoffMillis(attempts++);
      loop.later(
          backoff,
          () -> {
            if (loop.returning() && line == null) {
              open(loop.nowMicros());
            }
          });
    }
  }

  /**
   * As a cable that is pulled, but so that the other side sees it. It does not come back by itself.
   */
  void cut() {
    DeviceLine open = line;
    if (open != null) {
      open.tear();
    }
    ended(0, "cut by the run");
  }

  private void say(byte[] bytes) {
    DeviceLine open = line;
    if (open != null) {
      open.say(bytes);
    }
  }
}
