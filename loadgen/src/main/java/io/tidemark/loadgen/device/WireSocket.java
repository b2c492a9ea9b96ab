package io.tidemark.loadgen.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bare socket with its {@link Wire}. Reads on its own thread, when it is time to; everything that
 * a device is told, it is told on the fleet's.
 */
final class WireSocket extends ChannelInboundHandlerAdapter
    implements Wire.Listener, Transport.Connection {
  private static final int WAKE_BUFFER_BYTES = 1 << 20;

  private final Context context;
  private final Wire wire;
  private final ReadPace pace;
  private final Transport.AckWay acks;
  private final Transport.Listener listener;
  private final Promise<Transport.Connection> opening;
  private Reading reading;
  private boolean slowNow;
  private volatile @Nullable Channel channel;
  private boolean opened;
  private int advisedSeconds;
  private boolean ended;

  WireSocket(
      Context context,
      Wire wire,
      Reading reading,
      ReadPace pace,
      Transport.AckWay acks,
      Transport.Listener listener,
      Promise<Transport.Connection> opening) {
    this.context = context;
    this.wire = wire;
    this.reading = reading;
    this.pace = pace;
    this.acks = acks;
    this.listener = listener;
    this.opening = opening;
  }

  // On the socket's thread

  void notConnected(String why) {
    ended(0, why);
  }

  boolean isClosed() {
    return ended;
  }

  @Override
  public void channelActive(ChannelHandlerContext handler) {
    channel = handler.channel();
    answer(wire.request());
    handler.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object message) {
    byte[] bytes;
    try {
      ByteBuf read = (ByteBuf) message;
      bytes = new byte[read.readableBytes()];
      read.readBytes(bytes);
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (!ended) {
      wire.received(bytes, this);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    if (!slowNow) {
      handler.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    ended(0, "cut");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    ended(0, String.valueOf(cause.getMessage()));
  }

  /** One byte, if this is one of those. */
  void trickle() {
    Channel open = channel;
    if (slowNow && reading == Reading.TRICKLE && open != null) {
      open.read();
    }
  }

  void wake() {
    reading = Reading.ALL;
    Channel open = channel;
    if (slowNow && open != null) {
      slowNow = false;
      pace.quick();
      open.config().setOption(ChannelOption.SO_RCVBUF, WAKE_BUFFER_BYTES);
      open.read();
    }
  }

  @Override
  public void opened() {
    opened = true;
    // Before the first frame: both go through the same queue.
    context.runOnContext(_ -> opening.complete(this));
  }

  @Override
  public void frame(ServerFrame frame, @Nullable String cursor) {
    context.runOnContext(_ -> listener.frame(frame, cursor));
    if (frame instanceof ServerFrame.Live && reading != Reading.ALL) {
      slowNow = true;
      pace.slow();
    }
  }

  @Override
  public void unreadable(String why) {
    context.runOnContext(_ -> listener.unreadable(why));
  }

  @Override
  public void answer(byte[] bytes) {
    Channel open = channel;
    if (open != null) {
      var _ = open.writeAndFlush(Unpooled.wrappedBuffer(bytes), open.voidPromise());
    }
  }

  @Override
  public void ended(int code, String reason) {
    if (ended) {
      return;
    }
    ended = true;
    Channel open = channel;
    if (open != null) {
      var _ = open.close();
    }
    boolean wasOpened = opened;
    int afterSeconds = advisedSeconds;
    context.runOnContext(_ -> {
      if (wasOpened) {
        listener.closed(code, reason);
      } else {
        opening.fail(new TurnedAway(reason, afterSeconds));
      }
    });
  }

  @Override
  public void turnedAway(String reason, int afterSeconds) {
    advisedSeconds = afterSeconds;
    ended(0, reason);
  }

  // On the fleet's thread

  @Override
  public Future<Void> ack(Map<UUID, Long> watermarks) {
    byte[] bytes = wire.ack(watermarks);
    if (bytes == null) {
      return acks.ack(watermarks);
    }
    answer(bytes);
    return Future.succeededFuture();
  }

  @Override
  public void close() {
    Channel open = channel;
    if (open != null) {
      var _ =
          open.writeAndFlush(Unpooled.wrappedBuffer(wire.goodbye()))
              .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * As a cable that is pulled, but so that the other side sees it: nothing is said, all is lost.
   */
  @Override
  public void cut() {
    Channel open = channel;
    if (open != null) {
      open.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = open.close();
    }
  }
}
