package io.tidemark.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives the JDBC driver an {@link AwaitableSocket}, and its maker a hold of it. Public because the
 * driver makes it by its name.
 */
public final class AwaitableSocketFactory extends SocketFactory {
  // The driver connects on the thread that asks it to, and offers no other way to pass this on.
  private static final ThreadLocal<@Nullable AwaitableSocket> LAST = new ThreadLocal<>();

  /** The socket that was made last on this thread. */
  static AwaitableSocket takeLast() throws SocketException {
    AwaitableSocket socket = LAST.get();
    LAST.remove();
    if (socket == null) {
      throw new SocketException("the JDBC driver made no socket on this thread");
    }
    return socket;
  }

  @Override
  public Socket createSocket() {
    AwaitableSocket socket = new AwaitableSocket();
    LAST.set(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  private static UnknownHostException unsupported() {
    return new UnknownHostException("only sockets that are connected later are made here");
  }
}
