package io.tidemark.loadgen.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.CloseCode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One device: its socket, its marks, and what it does next. Lives on its loop alone, and is on one
 * socket after the other, which Netty asks to be told.
 */
@ChannelHandler.Sharable
final class SwarmDevice extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final byte[] NOTHING = {};
  private static final Mark[] NO_MARKS = {};
  private static final UUID NO_NAMESPACE = new UUID(0, 0);

  private final SwarmLoop loop;
  private final int number;
  private int target;
  private @Nullable Channel channel;
  private @Nullable FrameReader reader;
  private byte[] rest = NOTHING;
  private byte[] cursor = NOTHING;
  private Mark[] marks = NO_MARKS;
  private boolean live;
  private boolean ended = true;
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
    return !ended;
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
    ended = false;
    live = false;
    rest = NOTHING;
    advisedMillis = 0;
    reader = eventStream() ? new EventFrames() : new WebSocketFrames();
    loop.connect(this);
  }

  void notConnected(String why) {
    ended(0, why);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (ended) {
      // Cut while it was being connected.
      var _ = context.close();
      return;
    }
    channel = context.channel();
    String token = loop.token(this);
    say(
        eventStream()
            ? Said.events(hub(), token, name(), new String(cursor, StandardCharsets.ISO_8859_1))
            : Said.upgrade(hub(), token));
  }

  @Override
  public void answered(int status, int retryAfterSeconds) {
    boolean entered = status == (eventStream() ? 200 : 101);
    if (!entered) {
      advisedMillis = retryAfterSeconds * 1_000;
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
      say(Said.hello(name(), watermarks()));
    }
  }

  private String watermarks() {
    StringBuilder json = new StringBuilder();
    for (Mark mark : marks) {
      if (mark.watermark() > 0) {
        json.append(json.isEmpty() ? '{' : ',');
        json.append('"').append(mark.ns()).append("\":").append(mark.watermark());
      }
    }
    return json.isEmpty() ? "" : json.append('}').toString();
  }

  // What comes

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      FrameReader frames = reader;
      if (ended || frames == null) {
        return;
      }
      ByteBuf read = (ByteBuf) message;
      int length = rest.length + read.readableBytes();
      byte[] bytes = loop.scratch(length);
      System.arraycopy(rest, 0, bytes, 0, rest.length);
      read.readBytes(bytes, rest.length, read.readableBytes());
      int used = frames.read(bytes, 0, length, this);
      rest = used == length ? NOTHING : Arrays.copyOfRange(bytes, used, length);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void frame(byte[] bytes, int from, int to) {
    if (ended) {
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
      case LEFT ->
          marks =
              Arrays.stream(marks)
                  .filter(m -> m.nsHigh != frame.nsHigh || m.nsLow != frame.nsLow)
                  .toArray(Mark[]::new);
      case RESET -> {
        loop.tally().add(Tally.Count.RESETS, 1);
        mark(frame.nsHigh, frame.nsLow, frame.epoch).startAt(frame.epoch, frame.head);
      }
      case RECONNECT -> {
        loop.tally().add(Tally.Count.ASKED_TO_RECONNECT, 1);
        comeBack(frame.afterMillis, frame.text);
      }
      case ERROR -> {
        if (!mayComeBack(frame.text)) {
          accused("error " + frame.text);
        }
      }
      case PONG -> {}
      case JOURNAL, UNREADABLE ->
          loop.findings().add(Finding.UNREADABLE, 1, name(), NO_NAMESPACE, 0, 0, frame.why);
    }
  }

  private static boolean mayComeBack(String code) {
    return Arrays.stream(CloseCode.values()).anyMatch(c -> c.code().equals(code) && c.comeBack());
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

  private @Nullable Mark find(long nsHigh, long nsLow) {
    for (Mark mark : marks) {
      if (mark.nsLow == nsLow && mark.nsHigh == nsHigh) {
        return mark;
      }
    }
    return null;
  }

  private Mark mark(long nsHigh, long nsLow, int epoch) {
    Mark found = find(nsHigh, nsLow);
    if (found == null) {
      found = new Mark(nsHigh, nsLow, epoch);
      marks = Arrays.copyOf(marks, marks.length + 1);
      marks[marks.length - 1] = found;
    }
    return found;
  }

  private void delta(FrameScanner delta) {
    Mark mark = find(delta.nsHigh, delta.nsLow);
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
  }

  @Override
  public void cursor(byte[] bytes, int from, int to) {
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
    StringBuilder json = new StringBuilder();
    for (Mark mark : marks) {
      long seq = mark.takeAck();
      if (seq > 0) {
        json.append(json.isEmpty() ? '{' : ',');
        json.append('"').append(mark.ns()).append("\":").append(seq);
      }
    }
    if (json.isEmpty()) {
      return;
    }
    String watermarks = json.append('}').toString();
    loop.tally().add(Tally.Count.ACKS, 1);
    if (eventStream()) {
      loop.ackByHttp(this, watermarks);
    } else {
      say(Said.ack(watermarks));
    }
  }

  // Ending

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (context.channel().equals(channel)) {
      ended(0, "cut");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ended(0, String.valueOf(cause.getMessage()));
  }

  private void comeBack(int afterMillis, String url) {
    advisedMillis = Math.max(1, afterMillis);
    int named = url.isEmpty() ? -1 : loop.targetOf(url);
    // A device that is asked to leave goes when it is time to, and stays connected until then.
    loop.later(
        advisedMillis,
        () -> {
          if (!ended) {
            advisedMillis = 1;
            if (named >= 0) {
              target = named - 1;
            }
            say(eventStream() ? NOTHING : Said.goodbye());
            ended(0, "asked to reconnect");
          }
        });
  }

  @Override
  public void ended(int code, String reason) {
    if (ended) {
      return;
    }
    ended = true;
    boolean wasLive = live;
    live = false;
    reader = null;
    Channel open = channel;
    channel = null;
    if (open != null) {
      var _ = open.close();
    }
    if (wasLive) {
      cutMicros = loop.nowMicros();
    }
    loop.gone(code == 0 ? reason : "closed with " + code, wasLive);
    boolean own =
        Arrays.stream(CloseCode.values()).anyMatch(c -> c.status() == code && !c.comeBack());
    if (own) {
      accused("closed with " + code + " " + reason);
    } else if (!loop.stopping()) {
      target++;
      long backoff = advisedMillis > 0 ? advisedMillis : loop.backoffMillis(attempts++);
      loop.later(backoff, () -> open(loop.nowMicros()));
    }
  }

  /**
   * As a cable that is pulled, but so that the other side sees it. It does not come back by itself.
   */
  void cut() {
    Channel open = channel;
    if (open != null) {
      open.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ended(0, "cut by the run");
  }

  private void say(byte[] bytes) {
    Channel open = channel;
    if (open != null && bytes.length > 0) {
      var _ = open.writeAndFlush(Unpooled.wrappedBuffer(bytes), open.voidPromise());
    }
  }
}
