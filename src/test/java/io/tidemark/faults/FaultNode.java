package io.tidemark.faults;

import io.tidemark.HubProcess;
import io.tidemark.TcpProxy;
import io.tidemark.loadgen.cli.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One node, a process, with two doors: one for devices, one for those who commit. A door has one
 * address for ever; it leads to this node or, as a load balancer would have it, to another.
 */
final class FaultNode implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Path data;
  private final Map<String, String> environment;
  private final TcpProxy door = TcpProxy.to(0);
  private final TcpProxy tradeDoor = TcpProxy.to(0);
  private final TcpProxy toPostgres;
  private final TcpProxy toRedis;
  private HubProcess process;
  private List<ProcessHandle> suspended = List.of();

  /**
   * Begins to start it.
   *
   * @param toPostgres the network between it and PostgreSQL
   * @param toRedis the network between it and Redis
   */
  FaultNode(Path data, Map<String, String> environment, TcpProxy toPostgres, TcpProxy toRedis) {
    this.data = data;
    this.environment = environment;
    this.toPostgres = toPostgres;
    this.toRedis = toRedis;
    this.process = launch();
  }

  private HubProcess launch() {
    try {
      return HubProcess.start(environment, "--port", "0", "--data", data.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it serves; its own address. */
  URI url() {
    try {
      return URI.create(process.url());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where devices find it. */
  URI doorUrl() {
    return URI.create("http://127.0.0.1:" + door.port());
  }

  /** Where those who commit find it. */
  URI tradeUrl() {
    return URI.create("http://127.0.0.1:" + tradeDoor.port());
  }

  /** The devices' network. */
  TcpProxy door() {
    return door;
  }

  TcpProxy toPostgres() {
    return toPostgres;
  }

  TcpProxy toRedis() {
    return toRedis;
  }

  /** Its doors are open and lead to it. */
  void open() {
    for (TcpProxy each : List.of(door, tradeDoor)) {
      each.leadTo(url().getPort());
      each.pass();
    }
  }

  /** Who came in by its doors is thrown out, and finds another node there. */
  void leadTo(FaultNode other) {
    for (TcpProxy each : List.of(door, tradeDoor)) {
      each.leadTo(other.url().getPort());
      each.reset();
    }
  }

  /** Who comes from now on finds another node there; who is in stays. */
  void divertTo(FaultNode other) {
    for (TcpProxy each : List.of(door, tradeDoor)) {
      each.leadTo(other.url().getPort());
    }
  }

  /** SIGTERM: it drains, and ends. */
  void terminate() {
    process.terminate();
  }

  /** Its status and body. */
  String health(String path) {
    HttpResponse<String> answer = get(path);
    return answer.statusCode() + " " + answer.body();
  }

  /** Whether its process is there. */
  boolean runs() {
    return ProcessHandle.of(process.pid()).isPresent();
  }

  void kill() {
    process.kill();
    awaitEnd();
  }

  /** Its exit code, when it has ended. */
  int awaitEnd() {
    try {
      return process.exitCode();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** After {@link #kill}; begins to start it. */
  void start() {
    process = launch();
  }

  void suspend() {
    suspended = Signals.family(process.pid());
    Signals.suspend(suspended);
  }

  void resume() {
    Signals.resume(suspended);
    suspended = List.of();
  }

  /** Undoes whatever a test has left behind. */
  void heal() {
    resume();
    if (ProcessHandle.of(process.pid()).isEmpty()) {
      start();
    }
  }

  Metrics metrics() {
    return Metrics.parse(get("/metrics").body());
  }

  boolean isReady() {
    return get("/readyz").statusCode() == 200;
  }

  /** How many nodes it takes its cluster to have. */
  int members() {
    return (int) metrics().sum("cluster_members");
  }

  /** Whether its relay is the one that reads the log. */
  boolean relays() {
    return metrics().sum("relay_active") == 1;
  }

  String output() {
    return process.output();
  }

  private HttpResponse<String> get(String path) {
    try {
      return HTTP.sendAsync(
              HttpRequest.newBuilder(url().resolve(path)).timeout(ANSWER).build(),
              HttpResponse.BodyHandlers.ofString())
          .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    resume();
    process.close();
    List.of(door, tradeDoor, toPostgres, toRedis).forEach(TcpProxy::close);
  }
}
