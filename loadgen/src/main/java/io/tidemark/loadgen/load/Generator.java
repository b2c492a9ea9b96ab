package io.tidemark.loadgen.load;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a workload's requests over a number of connections: in an open loop at a rate, or in a
 * closed loop as fast as answers come. Everything happens on one event loop.
 */
final class Generator implements RawConnection.Listener {
  /** Requests that may wait for a connection; beyond that they are counted as not sent. */
  private static final int WAITING = 200_000;

  private static final long AGAIN_MILLIS = 200;
  private static final long DRAIN_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final URI hub;
  private final int connections;
  private final double rate;
  private final Workload workload;
  private final Recording recording = new Recording();
  private final Recording warmUp = new Recording();
  private final Deque<RawConnection> idle = new ArrayDeque<>();
  private final List<RawConnection> open = new ArrayList<>();
  private final LongQueue waiting = new LongQueue(WAITING);
  private final NetClient client;
  private final Promise<Void> ended = Promise.promise();
  private @Nullable Pace pace;
  private boolean recordingNow;
  private boolean stopped;
  private long startedNanos;
  private long cpuAtStart;

  /**
   * @param rate requests a second; 0 for a closed loop
   */
  Generator(Vertx vertx, URI hub, int connections, double rate, Workload workload) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.hub = hub;
    this.connections = connections;
    this.rate = rate;
    this.workload = workload;
    this.client =
        vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(5_000));
  }

  /** What is being measured; complete when {@link #run} has ended. */
  Recording recording() {
    return recording;
  }

  /** Warms up, measures, and lets what is on its way come back. */
  Future<Recording> run(int warmUpSeconds, int seconds) {
    Promise<Recording> finished = Promise.promise();
    context.runOnContext(_ ->
        connectAll()
            .compose(_ -> {
              begin();
              return passed(Math.max(1, warmUpSeconds * 1_000L));
            })
            .compose(_ -> {
              beginRecording();
              return passed(seconds * 1_000L);
            })
            .compose(_ -> {
              endRecording();
              return drain(DRAIN_MILLIS);
            })
            .map(recording)
            .onComplete(finished));
    return finished.future();
  }

  /** Or the run has been ended. */
  private Future<Void> passed(long millis) {
    return Future.any(vertx.timer(millis, TimeUnit.MILLISECONDS), ended.future()).mapEmpty();
  }

  /** Ends the measuring now; {@link #run} comes back with what there is. */
  void end() {
    ended.tryComplete();
  }

  private Future<Void> connectAll() {
    List<Future<RawConnection>> opening = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Future<RawConnection> connection = RawConnection.open(client, hub.getHost(), port(), this);
      opening.add(connection.onSuccess(open::add));
    }
    return Future.all(opening).onSuccess(_ -> idle.addAll(open)).mapEmpty();
  }

  private void begin() {
    startedNanos = System.nanoTime();
    if (rate > 0) {
      pace = new Pace(rate, startedNanos);
      vertx.setPeriodic(1, timer -> tick(timer));
    } else {
      fill();
    }
  }

  private void tick(long timer) {
    Pace due = pace;
    if (stopped || due == null) {
      vertx.cancelTimer(timer);
      return;
    }
    long now = System.nanoTime();
    for (long intended = due.next(now); intended >= 0; intended = due.next(now)) {
      if (recordingNow) {
        recording.offered++;
        recording.late(now - intended);
      }
      if (!waiting.add(intended) && recordingNow) {
        recording.notSent++;
      }
    }
    dispatch(now);
  }

  private void dispatch(long now) {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      Workload.Exchange exchange = workload.next(waiting.peek());
      if (exchange == null) {
        return;
      }
      send(exchange, waiting.poll(), now);
    }
  }

  /** Closed loop: every connection has a request on its way. */
  private void fill() {
    while (!stopped && !idle.isEmpty()) {
      long now = System.nanoTime();
      Workload.Exchange exchange = workload.next(now);
      if (exchange == null) {
        return;
      }
      if (recordingNow) {
        recording.offered++;
      }
      send(exchange, now, now);
    }
  }

  private void send(Workload.Exchange exchange, long intendedNanos, long now) {
    exchange.sent(intendedNanos, now);
    idle.pop().send(new Timed(exchange, intendedNanos));
  }

  private record Timed(Workload.Exchange exchange, long intendedNanos)
      implements Workload.Exchange {
    @Override
    public Buffer request() {
      return exchange.request();
    }

    @Override
    public int commits() {
      return exchange.commits();
    }

    @Override
    public void sent(long intended, long nowNanos) {
      exchange.sent(intended, nowNanos);
    }

    @Override
    public int answered(int status, Buffer body, Recording errors, long nowNanos) {
      return exchange.answered(status, body, errors, nowNanos);
    }

    @Override
    public void lost() {
      exchange.lost();
    }
  }

  @Override
  public void answered(RawConnection connection, int status, Buffer body) {
    long now = System.nanoTime();
    if (connection.take() instanceof Timed timed) {
      Recording errors = recordingNow ? recording : warmUp;
      int committed = timed.answered(status, body, errors, now);
      // Of a request that was meant in the warm-up, nothing counts.
      if (recordingNow && timed.intendedNanos() >= startedNanos) {
        recording.answered(now - timed.intendedNanos(), committed);
      }
    }
    idle.push(connection);
    resume();
  }

  @Override
  public void cut(RawConnection connection, boolean waitingForAnswer) {
    open.remove(connection);
    idle.remove(connection);
    Workload.Exchange exchange = connection.take();
    if (exchange != null) {
      exchange.lost();
    }
    if (waitingForAnswer && recordingNow) {
      recording.error("connection cut", 1);
    }
    replace();
  }

  /** So that a hub that cuts connections does not end the run. */
  private void replace() {
    if (stopped) {
      return;
    }
    RawConnection.open(client, hub.getHost(), port(), this)
        .onSuccess(fresh -> {
          open.add(fresh);
          idle.push(fresh);
          resume();
        })
        .onFailure(_ -> {
          recording.error("cannot connect", 1);
          vertx.setTimer(AGAIN_MILLIS, _ -> replace());
        });
  }

  private int port() {
    return hub.getPort() < 0 ? 80 : hub.getPort();
  }

  private void resume() {
    if (pace == null) {
      fill();
    } else {
      dispatch(System.nanoTime());
    }
  }

  private void beginRecording() {
    recording.restart();
    startedNanos = System.nanoTime();
    cpuAtStart = cpuNanos();
    recordingNow = true;
  }

  private void endRecording() {
    recording.nanos = System.nanoTime() - startedNanos;
    recording.cpuNanos = cpuNanos() - cpuAtStart;
    recordingNow = false;
    stopped = true;
    // What was due in time and is still waiting counts as late as it is by now.
    while (!waiting.isEmpty()) {
      long intended = waiting.poll();
      if (intended >= startedNanos) {
        recording.notSent++;
      }
    }
  }

  private Future<Void> drain(long millis) {
    if (idle.size() == open.size() || millis <= 0) {
      open.forEach(RawConnection::close);
      return Future.succeededFuture();
    }
    return vertx.timer(20, TimeUnit.MILLISECONDS).compose(_ -> drain(millis - 20));
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
