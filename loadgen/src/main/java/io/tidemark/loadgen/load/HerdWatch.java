package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.protocol.ServerFrame;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long a herd takes, counted from the instant at which all of it began to come back. */
final class HerdWatch {
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  final Histogram toConnected = new ConcurrentHistogram(HIGHEST, 3);
  final Histogram toWelcome = new ConcurrentHistogram(HIGHEST, 3);
  final Histogram toHead = new ConcurrentHistogram(HIGHEST, 3);
  private volatile Map<UUID, Long> heads = Map.of();
  private volatile long startNanos;
  private volatile int round;
  private volatile int trouble;

  /**
   * Another round: what comes from now on is counted for it.
   *
   * @param newHeads where each folder stands by now
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the command's thread writes it
  void start(Map<UUID, Long> newHeads) {
    toConnected.reset();
    toWelcome.reset();
    toHead.reset();
    heads = Map.copyOf(newHeads);
    trouble = 0;
    round++;
    begin();
  }

  /** They come back from now on. */
  void begin() {
    startNanos = System.nanoTime();
  }

  long atHead() {
    return toHead.getTotalCount();
  }

  /** Connections that ended or did not come about in this round. */
  int trouble() {
    return trouble;
  }

  /** For one device. */
  DeviceEvents device() {
    return new Followed();
  }

  private void record(Histogram histogram) {
    Recording.record(histogram, System.nanoTime() - startNanos);
  }

  private final class Followed implements DeviceEvents {
    private int connectedIn = -1;
    private int welcomedIn = -1;
    private int headIn = -1;

    @Override
    public void connected() {
      if (connectedIn != round) {
        connectedIn = round;
        record(toConnected);
      }
    }

    /** Where nothing was committed meanwhile, being live is being at head. */
    @Override
    public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
      switch (frame) {
        case ServerFrame.Welcome _ -> {
          if (welcomedIn != round) {
            welcomedIn = round;
            record(toWelcome);
          }
        }
        case ServerFrame.Delta delta -> {
          Long head = heads.get(delta.ns());
          if (head != null && delta.to() >= head) {
            arrived();
          }
        }
        case ServerFrame.Live _ -> {
          if (heads.isEmpty()) {
            arrived();
          }
        }
        case ServerFrame.Reset _,
            ServerFrame.Joined _,
            ServerFrame.Left _,
            ServerFrame.Reconnect _,
            ServerFrame.Failure _,
            ServerFrame.Pong _ -> {}
      }
    }

    private void arrived() {
      if (headIn != round) {
        headIn = round;
        record(toHead);
      }
    }

    /** Called on the one event loop of the fleet. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    public void disconnected(String reason, long retryMillis) {
      if (retryMillis >= 0) {
        trouble++;
      }
    }
  }
}
