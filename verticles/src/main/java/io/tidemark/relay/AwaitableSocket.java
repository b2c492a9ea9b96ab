package io.tidemark.relay;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket on which one can wait for bytes without taking them. The JDBC driver has only a read
 * that blocks, during which nothing can be confirmed to the server, and one that does not, which
 * would have to be polled.
 *
 * <p>To be read by one thread.
 */
final class AwaitableSocket extends Socket {
  private @Nullable Input input;

  @Override
  public InputStream getInputStream() throws IOException {
    if (input == null) {
      input = new Input(this, super.getInputStream());
    }
    return input;
  }

  /**
   * Waits until there is something to read, at most {@code millis}.
   *
   * @throws IOException if the other side has closed the connection
   */
  boolean await(int millis) throws IOException {
    getInputStream();
    Input opened = input;
    return opened != null && opened.await(millis);
  }

  private static final class Input extends InputStream {
    private static final int NOTHING = -1;

    private final Socket socket;
    private final InputStream bytes;
    private int peeked = NOTHING;

    Input(Socket socket, InputStream bytes) {
      this.socket = socket;
      this.bytes = bytes;
    }

    boolean await(int millis) throws IOException {
      if (available() > 0) {
        return true;
      }
      int usual = socket.getSoTimeout();
      socket.setSoTimeout(millis);
      try {
        peeked = bytes.read();
      } catch (SocketTimeoutException _) {
        return false;
      } finally {
        socket.setSoTimeout(usual);
      }
      if (peeked == NOTHING) {
        throw new EOFException("PostgreSQL has closed the connection");
      }
      return true;
    }

    @Override
    public int available() throws IOException {
      return bytes.available() + (peeked == NOTHING ? 0 : 1);
    }

    @Override
    public int read() throws IOException {
      if (peeked == NOTHING) {
        return bytes.read();
      }
      int first = peeked;
      peeked = NOTHING;
      return first;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (peeked == NOTHING || length == 0) {
        return bytes.read(into, offset, length);
      }
      into[offset] = (byte) peeked;
      peeked = NOTHING;
      int more = Math.min(length - 1, bytes.available());
      return more <= 0 ? 1 : 1 + Math.max(0, bytes.read(into, offset + 1, more));
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
