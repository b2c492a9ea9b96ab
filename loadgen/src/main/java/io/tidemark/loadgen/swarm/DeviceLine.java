package io.tidemark.loadgen.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a device: its socket, and those of its bytes that are no whole frame yet. Once
 * it is closed, nothing of it reaches the device any more.
 */
final class DeviceLine extends ChannelInboundHandlerAdapter {
  private static final byte[] NOTHING = {};

  private final SwarmLoop loop;
  private final SwarmDevice device;
  private final FrameReader reader;
  private @Nullable Channel channel;
  private byte[] rest = NOTHING;
  private boolean closed;

  DeviceLine(SwarmLoop loop, SwarmDevice device, FrameReader reader) {
    this.loop = loop;
    this.device = device;
    this.reader = reader;
  }

  SwarmDevice device() {
    return device;
  }

  void notConnected(String why) {
    if (!closed) {
      device.ended(0, why);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (closed) {
      // While it was being connected.
      var _ = context.close();
      return;
    }
    channel = context.channel();
    say(device.request());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (closed) {
        return;
      }
      ByteBuf read = (ByteBuf) message;
      int length = rest.length + read.readableBytes();
      byte[] bytes = loop.scratch(length);
      System.arraycopy(rest, 0, bytes, 0, rest.length);
      read.readBytes(bytes, rest.length, read.readableBytes());
      int used = reader.read(bytes, 0, length, device);
      rest = used == length ? NOTHING : Arrays.copyOfRange(bytes, used, length);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closed) {
      device.ended(0, "cut");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!closed) {
      device.ended(0, String.valueOf(cause.getMessage()));
    }
  }

  void say(byte[] bytes) {
    Channel open = channel;
    if (open != null && bytes.length > 0) {
      var _ = open.writeAndFlush(Unpooled.wrappedBuffer(bytes), open.voidPromise());
    }
  }

  /** Closing will be as that of a cable that is pulled, but so that the other side sees it. */
  void tear() {
    Channel open = channel;
    if (open != null) {
      open.config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }

  void close() {
    closed = true;
    rest = NOTHING;
    Channel open = channel;
    channel = null;
    if (open != null) {
      var _ = open.close();
    }
  }
}
