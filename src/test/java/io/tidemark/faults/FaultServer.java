package io.tidemark.faults;

import io.tidemark.config.embedded.EmbeddedServer;
import java.util.List;
import java.util.function.Supplier;

/** A server that can be killed, stopped and started again, on its data and its port. */
final class FaultServer implements AutoCloseable {
  private final Supplier<? extends EmbeddedServer> starter;
  private EmbeddedServer server;
  private List<ProcessHandle> suspended = List.of();

  FaultServer(Supplier<? extends EmbeddedServer> starter) {
    this.starter = starter;
    this.server = starter.get();
  }

  String address() {
    return server.address();
  }

  int port() {
    String address = server.address();
    String afterHost = address.substring(address.indexOf("127.0.0.1:") + "127.0.0.1:".length());
    int slash = afterHost.indexOf('/');
    return Integer.parseInt(slash < 0 ? afterHost : afterHost.substring(0, slash));
  }

  /** As a power cut does it: all of its processes at once, nothing written out. */
  void kill() {
    Signals.kill(Signals.family(server.pid()));
  }

  /** It hangs: connections stay open, new ones are accepted by the system, nothing is answered. */
  void suspend() {
    suspended = Signals.family(server.pid());
    Signals.suspend(suspended);
  }

  void resume() {
    Signals.resume(suspended);
    suspended = List.of();
  }

  /** After {@link #kill}. */
  void start() {
    server = starter.get();
  }

  /** In order, with its data written out. */
  void restart() {
    server.close();
    start();
  }

  /** Undoes whatever a test has left behind. */
  void heal() {
    resume();
    if (!server.isAlive()) {
      start();
    }
  }

  @Override
  public void close() {
    resume();
    server.close();
  }
}
