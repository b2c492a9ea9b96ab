package io.tidemark.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.flow.Framing;
import io.tidemark.protocol.CloseCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket as the only handler of its channel, but for TLS: reads frames, writes ready ones,
 * answers pings, closes in order. Only the channel's event loop calls it.
 *
 * <p>What a client sends before {@link #begin} is held, up to a limit, and then read.
 */
public final class FrameSocket extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final Logger LOG = LoggerFactory.getLogger(FrameSocket.class);
  private static final int HELD_BYTES_MAX = 65_536;
  private static final int REASON_BYTES_MAX = FrameParser.CONTROL_BYTES_MAX - 2;
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] PING = Framing.controlFrame(FrameParser.PING, NOTHING);

  private final SocketTurn turn;
  private final FrameParser parser;
  private @Nullable ChannelHandlerContext context;
  private @Nullable SocketEvents events;
  private @Nullable ByteBuf held;

  /** The last ping that could not be answered yet: it stands for those before it. */
  private byte @Nullable [] unanswered;

  /** It was written to, and is not flushed. */
  private boolean written;

  /** We said that it is over. */
  private boolean closing;

  /** The client can no longer be understood, so its own close cannot be waited for. */
  private boolean deaf;

  private boolean gone;

  /**
   * @param messageBytesMax of one message of the client's
   */
  public FrameSocket(SocketTurn turn, int messageBytesMax) {
    this.turn = turn;
    this.parser = new FrameParser(messageBytesMax);
  }

  /** From now on it is heard what happens, and what was held is read. */
  public void begin(SocketEvents listener) {
    events = listener;
    ByteBuf first = held;
    held = null;
    if (first != null) {
      channelRead(context(), first);
    }
    if (!gone) {
      channel().config().setAutoRead(true);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not in a pipeline");
  }

  private Channel channel() {
    return context().channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    try {
      // What is left of the handshake's request is no bytes.
      if (message instanceof ByteBuf bytes) {
        if (events == null) {
          hold(bytes);
        } else {
          turn.run(() -> read(bytes));
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void hold(ByteBuf bytes) {
    ByteBuf all = held;
    if (all == null) {
      all = context().alloc().heapBuffer(bytes.readableBytes());
      held = all;
    }
    all.writeBytes(bytes);
    if (all.readableBytes() > HELD_BYTES_MAX) {
      channel().config().setAutoRead(false);
    }
  }

  private void read(ByteBuf bytes) {
    try {
      parser.read(bytes.nioBuffer(), this);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  @Override
  public void text(String message) {
    if (events != null) {
      events.text(message);
    }
  }

  @Override
  public void ping(byte[] payload) {
    if (!closing) {
      if (channel().isWritable()) {
        write(copy(Framing.controlFrame(FrameParser.PONG, payload)));
      } else {
        unanswered = payload;
      }
    }
    if (events != null) {
      events.pinged();
    }
  }

  @Override
  public void pong() {
    if (events != null) {
      events.heard();
    }
  }

  @Override
  public void closed(int status, String reason) {
    if (closing) {
      var _ = context().close();
      return;
    }
    closing = true;
    byte[] echo = status == NO_STATUS ? NOTHING : closePayload(status, "");
    var _ =
        context()
            .writeAndFlush(copy(Framing.controlFrame(FrameParser.CLOSE, echo)))
            .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void refused(CloseCode code, String why) {
    deaf = true;
    if (closing) {
      var _ = context().close();
    } else if (events != null) {
      events.refused(code, why);
    }
  }

  /** Whether frames still reach the client. */
  public boolean isOpen() {
    return !closing && !gone;
  }

  /** Whether it takes more now; once it does again, that is an event. */
  public boolean isWritable() {
    return isOpen() && channel().isWritable();
  }

  /** Sends a ready frame, which is released; it goes out when the turn ends. */
  public void write(ByteBuf frame) {
    ChannelHandlerContext to = context();
    var _ = to.write(frame, to.voidPromise());
    if (!written) {
      written = true;
      turn.wrote(this);
    }
  }

  void flush() {
    written = false;
    context().flush();
  }

  /** Sends a text message. */
  public void writeText(String text) {
    if (!isOpen()) {
      return;
    }
    int length = ByteBufUtil.utf8Bytes(text);
    byte[] header = Framing.textHeader(length);
    ByteBuf frame = context().alloc().directBuffer(header.length + length);
    frame.writeBytes(header);
    ByteBufUtil.writeUtf8(frame, text);
    write(frame);
  }

  /** Asks the client whether it lives. */
  public void writePing() {
    if (isOpen()) {
      write(copy(PING));
    }
  }

  private ByteBuf copy(byte[] frame) {
    return context().alloc().directBuffer(frame.length).writeBytes(frame);
  }

  /**
   * Says that it is over. The connection ends when the client has said the same; whoever calls
   * bounds the time for that.
   *
   * @param reason at most 123 bytes
   */
  public void close(int status, String reason) {
    if (!isOpen()) {
      return;
    }
    closing = true;
    byte[] frame = Framing.controlFrame(FrameParser.CLOSE, closePayload(status, reason));
    ChannelPromise sent = context().newPromise();
    if (deaf) {
      // A close right away would be a reset where the client is still sending, and take our words
      // with it; the end of our side is seen by any client.
      var _ =
          sent.addListener(_ -> {
            if (channel() instanceof DuplexChannel duplex && !gone) {
              var _ = duplex.shutdownOutput();
            }
          });
    }
    var _ = context().writeAndFlush(copy(frame), sent);
  }

  private static byte[] closePayload(int status, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (text.length > REASON_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a reason of " + text.length + " bytes; at most " + REASON_BYTES_MAX + " fit in a close");
    }
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (status >>> Byte.SIZE);
    payload[1] = (byte) status;
    System.arraycopy(text, 0, payload, 2, text.length);
    return payload;
  }

  /** Ends the connection whether or not the client still listens. */
  public void abort() {
    closing = true;
    var _ = context().close();
  }

  public ByteBufAllocator allocator() {
    return context().alloc();
  }

  /** How many bytes wait to be taken by the client. */
  public long queuedBytes() {
    ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (!isWritable()) {
      return;
    }
    byte[] ping = unanswered;
    if (ping != null) {
      unanswered = null;
      write(copy(Framing.controlFrame(FrameParser.PONG, ping)));
    }
    tell(SocketEvents::drained);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ended) {
    gone = true;
    parser.stop();
    if (held != null) {
      held.release();
      held = null;
    }
    tell(SocketEvents::gone);
  }

  private void tell(Consumer<SocketEvents> event) {
    SocketEvents listener = events;
    if (listener != null) {
      turn.run(() -> {
        try {
          event.accept(listener);
        } catch (RuntimeException e) {
          failed(e);
        }
      });
    }
  }

  private void failed(RuntimeException cause) {
    if (events == null) {
      abort();
    } else {
      events.failed(cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) {
    if (turn.isEnd(event)) {
      abort();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("connection ended cause='{}'", String.valueOf(cause));
    }
    var _ = from.close();
  }
}
