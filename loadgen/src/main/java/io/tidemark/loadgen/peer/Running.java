package io.tidemark.loadgen.peer;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A push server that runs already, and is left running: any that takes a message by POST and sends
 * it on as it is.
 *
 * @param subscribe what its devices GET
 * @param publish where a message is POSTed
 * @param pids its processes
 */
public record Running(URI subscribe, URI publish, List<Long> pids) {

  /** The same, told by this way only. */
  Peer by(Peer.Way way) {
    return new Peer() {
      @Override
      public String title() {
        return way == Way.WS ? "ws-json" : "sse";
      }

      // It has one channel, whatever it is called.
      @Override
      public Optional<Channel> channel(Way asked, String name) {
        return asked == way ? Optional.of(new Channel(subscribe, publish)) : Optional.empty();
      }

      @Override
      public List<Long> pids() {
        return pids;
      }

      @Override
      public void close() {
        // It is not ours.
      }
    };
  }
}
