package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.Session;
import io.vertx.core.Future;

/** A WebSocket or an event stream on a bare socket. */
final class WireTransport implements Transport {
  private final Wires wires;
  private final Way way;
  private final Reading reading;
  private final Session session;

  WireTransport(Wires wires, Way way, Reading reading, Session session) {
    this.wires = wires;
    this.way = way;
    this.reading = reading;
    this.session = session;
  }

  @Override
  public String name() {
    return way.title();
  }

  @Override
  public boolean tellsWatermarks() {
    return way == Way.WEB_SOCKET;
  }

  @Override
  public Future<Connection> open(String token, Hello hello, Listener listener) {
    Wire wire =
        switch (way) {
          case WEB_SOCKET -> new WebSocketWire(hello.hub(wires.hub()), token, hello);
          case EVENT_STREAM -> new EventStreamWire(hello.hub(wires.hub()), token, hello);
          case LONG_POLL ->
              throw new IllegalArgumentException("a long-poll is no stream of its own");
        };
    return wires.open(
        hello.hub(wires.hub()), wire, reading, acks -> session.ack(hello.device(), acks), listener);
  }
}
