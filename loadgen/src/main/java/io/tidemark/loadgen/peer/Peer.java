package io.tidemark.loadgen.peer;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A push server to compare a hub with.
 *
 * <p>To add one: implement this, give it a name in {@link Peers}, and that is all. It must send the
 * body of a POST as it is to every subscriber: as a text frame by WebSocket, as the {@code data}
 * line of an event by server-sent events. The body is one line of JSON.
 */
public interface Peer extends AutoCloseable {

  /** How it is told. */
  enum Way {
    WS,
    SSE
  }

  /**
   * Subscribers of their own, which no other channel's messages reach.
   *
   * @param subscribe what its devices GET
   * @param publish where a message is POSTed; answered with 2xx and a {@code Content-Length}
   */
  record Channel(URI subscribe, URI publish) {}

  /** As it stands in a report. */
  String title();

  /**
   * A channel of this name; one that was asked for before is the same again.
   *
   * @param name letters and digits
   * @return empty if the server knows no such way
   */
  Optional<Channel> channel(Way way, String name);

  /** The processes whose CPU time and memory count. */
  List<Long> pids();

  @Override
  void close();
}
