package io.tidemark;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network of the test's own between a client and a server, which can be passed, cut, made a black
 * hole, or slowed down; at any time, also for connections that exist.
 *
 * <p>Nothing that was accepted is ever lost but by {@link #cut} and {@link #reset}: what a black
 * hole swallows goes on when it passes again, as TCP would have it.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int CHUNK_BYTES = 16_384;
  private static final int CONNECT_MILLIS = 10_000;
  private static final long ALL = Long.MAX_VALUE;

  private enum Mode {
    PASS,
    BLACK_HOLE,
    CUT
  }

  private final int bufferBytes;
  private final ServerSocket listener;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile InetSocketAddress server;
  private Mode mode = Mode.PASS;
  private long bytesPerSecond = ALL;

  private TcpProxy(InetSocketAddress server, int bufferBytes) throws IOException {
    this.server = server;
    this.bufferBytes = bufferBytes;
    this.listener = new ServerSocket();
    if (bufferBytes > 0) {
      listener.setReceiveBufferSize(bufferBytes);
    }
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    Thread.startVirtualThread(this::accept);
  }

  /** Listens on a free port; passes everything to {@code port} of this machine. */
  public static TcpProxy to(int port) {
    return to(port, 0);
  }

  /**
   * The same with small socket buffers, so that a server soon feels that its client does not read.
   *
   * @param bufferBytes 0 for what the system gives
   */
  public static TcpProxy to(int port, int bufferBytes) {
    try {
      return new TcpProxy(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), bufferBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect, on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on connections go to another port; those that exist stay where they are. */
  public void leadTo(int port) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Connections that are there now. */
  public int connections() {
    return pairs.size();
  }

  /** Connections that there ever were. */
  public long accepted() {
    return accepted.get();
  }

  /** Everything passes, as fast as it can. */
  public void pass() {
    change(Mode.PASS, ALL);
  }

  /** What goes to clients passes at this rate, each connection for itself; requests pass freely. */
  public void throttle(long bytesASecond) {
    if (bytesASecond < 1) {
      throw new IllegalArgumentException("bytesASecond " + bytesASecond + "; expected 1 or more");
    }
    change(Mode.PASS, bytesASecond);
  }

  /**
   * Nothing passes in either direction, no end hears that the other has closed, and who connects
   * waits.
   */
  public void blackHole() {
    change(Mode.BLACK_HOLE, ALL);
  }

  /**
   * The connections that exist swallow everything for ever, as where a firewall has forgotten them;
   * new ones pass.
   */
  public void forget() {
    lock.lock();
    try {
      pairs.forEach(pair -> pair.forgotten = true);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Every connection is reset, and every new one at once. */
  public void cut() {
    change(Mode.CUT, ALL);
    reset();
  }

  /** Every connection is reset; new ones are treated as the others were. */
  public void reset() {
    pairs.forEach(Pair::reset);
  }

  /** Ends everything. */
  @Override
  public void close() {
    quietly(listener);
    cut();
  }

  private void change(Mode to, long rate) {
    lock.lock();
    try {
      mode = to;
      bytesPerSecond = rate;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        Pair pair = new Pair(client);
        pairs.add(pair);
        Thread.startVirtualThread(pair::run);
      } catch (IOException e) {
        // Closed; or this one client has gone again.
      }
    }
  }

  private static void quietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is to be gone, and is.
    }
  }

  /** One client's connection, and the one to the server that stands for it. */
  private final class Pair {
    private final Socket client;
    private final Socket upstream = new Socket();

    /** Guarded by lock. */
    private boolean forgotten;

    private boolean ended;

    Pair(Socket client) {
      this.client = client;
    }

    void run() {
      try {
        if (permitted(this, 1, false) == 0) {
          reset();
          return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        if (bufferBytes > 0) {
          client.setSendBufferSize(bufferBytes);
          upstream.setReceiveBufferSize(bufferBytes);
        }
        upstream.connect(server, CONNECT_MILLIS);
        Thread requests = Thread.startVirtualThread(() -> pump(client, upstream, false));
        pump(upstream, client, true);
        requests.join();
        quietly(client);
        quietly(upstream);
        pairs.remove(this);
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reset();
      }
    }

    private void pump(Socket from, Socket to, boolean toClient) {
      try {
        try {
          copy(from, to, toClient);
        } catch (IOException e) {
          // One end is gone; the other hears of it when the network lets it.
          permitted(this, 1, false);
          reset();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reset();
      }
    }

    private void copy(Socket from, Socket to, boolean toClient)
        throws IOException, InterruptedException {
      byte[] chunk = new byte[CHUNK_BYTES];
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (permitted(this, 1, false) > 0) {
        int length = in.read(chunk);
        if (length < 0) {
          permitted(this, 1, false);
          to.shutdownOutput();
          return;
        }
        for (int at = 0; at < length; ) {
          int part = permitted(this, length - at, toClient);
          if (part == 0) {
            return;
          }
          out.write(chunk, at, part);
          at += part;
        }
      }
    }

    void reset() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      for (Socket socket : new Socket[] {client, upstream}) {
        try {
          // Closed with a reset, as a network does it that went away, unless it has closed already.
          socket.setSoLinger(true, 0);
        } catch (IOException e) {
          // Not connected, or gone.
        }
        quietly(socket);
      }
      pairs.remove(this);
    }
  }

  /**
   * Waits until something may pass.
   *
   * @param throttled whether the rate holds; then it is waited for the time that it takes
   * @return how many of {@code wanted} bytes; 0 if the network was cut
   */
  private int permitted(Pair pair, int wanted, boolean throttled) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        while ((mode == Mode.BLACK_HOLE || pair.forgotten) && mode != Mode.CUT && !pair.ended) {
          changed.await();
        }
        if (mode == Mode.CUT || pair.ended) {
          return 0;
        }
        if (!throttled || bytesPerSecond == ALL) {
          return wanted;
        }
        // A tenth of a second's worth at a time, or one byte where that is less.
        long part = Math.clamp(bytesPerSecond / 10, 1, wanted);
        long rate = bytesPerSecond;
        long left = part * 1_000_000_000L / rate;
        while (left > 0 && mode == Mode.PASS && bytesPerSecond == rate && !pair.forgotten) {
          left = changed.awaitNanos(left);
        }
        if (left <= 0 && mode == Mode.PASS && !pair.forgotten) {
          return (int) part;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
