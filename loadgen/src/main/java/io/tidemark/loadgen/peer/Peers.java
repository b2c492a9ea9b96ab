package io.tidemark.loadgen.peer;

import java.nio.file.Path;
import java.util.List;

/** The servers that are known by name. */
public final class Peers {
  /** As {@code --against} takes them. */
  public static final List<String> NAMES = List.of("epoll", "vertx", "nchan", "ws-json", "sse");

  private Peers() {}

  /**
   * What they need to be started.
   *
   * @param threads threads, event loops or workers of each
   * @param connections the most that each will have
   * @param epollSource {@code epoll_broadcast.c}
   * @param running where a server of somebody else's is, for {@code ws-json} and {@code sse}
   */
  public record Start(int threads, int connections, Path epollSource, Running running) {}

  /**
   * Starts one.
   *
   * @throws IllegalStateException with what is missing on this machine, and how to do without
   */
  public static Peer start(String name, Start start) {
    return switch (name) {
      case "epoll" -> PeerServer.epoll(start.epollSource(), start.threads());
      case "vertx" -> PeerServer.vertx(start.threads());
      case "nchan" -> Nchan.start(start.threads(), start.connections());
      case "ws-json" -> start.running().by(Peer.Way.WS);
      case "sse" -> start.running().by(Peer.Way.SSE);
      default -> throw new IllegalArgumentException("no peer is called " + name);
    };
  }
}
