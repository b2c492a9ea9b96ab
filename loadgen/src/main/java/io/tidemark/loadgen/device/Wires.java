package io.tidemark.loadgen.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidemark.loadgen.client.HubTrust;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bare sockets for many devices: a few kilobytes each, which can read as slowly as is wanted. They
 * live on a thread of their own; what they read is handed to the fleet's.
 */
final class Wires {
  private static final int CONNECT_MILLIS = 30_000;

  /** So small that what is not read fills the hub's side, not this one. */
  private static final int SLOW_BUFFER_BYTES = 2_048;

  private final Context context;
  private final URI hub;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("wires", true), NioIoHandler.newFactory());
  private @Nullable SslContext tls;
  private final List<WireSocket> slow = new ArrayList<>();

  /**
   * @param context on which all devices live
   */
  Wires(Context context, URI hub) {
    this.context = context;
    this.hub = hub;
    // Ends with the group.
    var _ = group.scheduleAtFixedRate(this::trickle, 1, 1, TimeUnit.SECONDS);
  }

  URI hub() {
    return hub;
  }

  Future<Transport.Connection> open(
      URI at, Wire wire, Reading reading, Transport.AckWay acks, Transport.Listener listener) {
    Promise<Transport.Connection> opened = Promise.promise();
    ReadPace pace = new ReadPace();
    WireSocket socket = new WireSocket(context, wire, reading, pace, acks, listener, opened);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.RECVBUF_ALLOCATOR, pace)
            .handler(secured(socket, at));
    if (reading != Reading.ALL) {
      bootstrap.option(ChannelOption.SO_RCVBUF, SLOW_BUFFER_BYTES);
    }
    ChannelFuture connecting =
        bootstrap.connect(new InetSocketAddress(at.getHost(), HubTrust.port(at)));
    connecting.addListener(_ -> {
      if (!connecting.isSuccess()) {
        socket.notConnected(String.valueOf(connecting.cause().getMessage()));
      } else if (reading != Reading.ALL) {
        slow.removeIf(WireSocket::isClosed);
        slow.add(socket);
      }
    });
    return opened.future();
  }

  /** Behind a handler for TLS where the hub's address is https. */
  private ChannelHandler secured(WireSocket socket, URI at) {
    if (!HubTrust.isSecure(at)) {
      return socket;
    }
    return HubTrust.before(socket, tls(), at);
  }

  /** Made when first needed: a hub without TLS may still send devices to one with. */
  private synchronized SslContext tls() {
    SslContext made = tls;
    if (made == null) {
      made = HubTrust.current().context();
      tls = made;
    }
    return made;
  }

  /** All that read slowly read everything from now on. */
  void wake() {
    group.execute(() -> {
      slow.forEach(WireSocket::wake);
      slow.clear();
    });
  }

  private void trickle() {
    slow.forEach(WireSocket::trickle);
  }

  void close() {
    var _ = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }
}
