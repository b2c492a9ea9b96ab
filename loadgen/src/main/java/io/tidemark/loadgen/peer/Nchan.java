package io.tidemark.loadgen.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Nchan, the pub/sub module of nginx, with the settings that serve it best here: a worker for each
 * CPU that takes its share of the connections, no logs, ten messages kept.
 */
public final class Nchan implements Peer {
  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/local/sbin/nginx"));
  private static final List<Path> MODULES =
      List.of(
          Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"),
          Path.of("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
          Path.of("/usr/local/nginx/modules/ngx_nchan_module.so"));
  private static final int START_SECONDS = 10;
  private static final int CONNECT_MILLIS = 500;
  private static final int LOOK_MILLIS = 50;

  /** Beside the devices' own: listening sockets, logs, the workers' pipes. */
  private static final int DESCRIPTORS_BESIDE = 200;

  private final Process process;
  private final Path directory;
  private final URI url;

  private Nchan(Process process, Path directory, URI url) {
    this.process = process;
    this.directory = directory;
    this.url = url;
  }

  /** Whether nginx and the module are installed here. */
  public static boolean isInstalled() {
    return found(PROGRAMS).isPresent() && found(MODULES).isPresent();
  }

  private static Optional<Path> found(List<Path> places) {
    return places.stream().filter(Files::isReadable).findFirst();
  }

  /**
   * Starts nginx on a free port of the loopback.
   *
   * @param connections the most that it will have
   * @throws IllegalStateException where it is not installed, or does not come up
   */
  public static Nchan start(int workers, int connections) {
    if (!isInstalled()) {
      throw new IllegalStateException(
          "there is no Nchan here (looked for nginx at %s and its module at %s; Debian: apt-get install nginx libnginx-mod-nchan): leave it out by --against epoll,vertx"
              .formatted(PROGRAMS, MODULES));
    }
    try {
      Path directory = Files.createTempDirectory("tidemark-nchan");
      int port = freePort();
      Path configuration = directory.resolve("nginx.conf");
      Files.writeString(configuration, configuration(directory, port, workers, connections));
      // It ends when nobody holds its standard input any more, also after a kill -9 of this.
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "trap '' INT; \"$0\" -e \"$1\" -c \"$2\" & cat > /dev/null; kill $! 2> /dev/null; wait",
                  found(PROGRAMS).orElseThrow().toString(),
                  directory.resolve("error.log").toString(),
                  configuration.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Nchan nchan = new Nchan(process, directory, URI.create("http://127.0.0.1:" + port));
      try {
        nchan.awaitListening(workers);
      } catch (RuntimeException e) {
        nchan.close();
        throw e;
      }
      return nchan;
    } catch (IOException e) {
      throw new UncheckedIOException("Nchan cannot be started", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String configuration(Path directory, int port, int workers, int connections) {
    boolean root = "root".equals(System.getProperty("user.name"));
    StringBuilder temporary = new StringBuilder();
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      temporary.append("  %s_temp_path %s/%s;%n".formatted(kind, directory, kind));
    }
    int most = connections + DESCRIPTORS_BESIDE;
    return """
    load_module %s;
    daemon off;
    pid %s/pid;
    error_log %s/error.log error;
    worker_processes %d;
    %s
    events { worker_connections %d; }
    http {
      access_log off;
      tcp_nodelay on;
      keepalive_requests 1000000;
    %s
      server {
        listen 127.0.0.1:%d reuseport backlog=4096;
        location ~ ^/subscribe/(\\w+)$ {
          nchan_subscriber websocket eventsource;
          nchan_channel_id $1;
          nchan_subscriber_first_message newest;
        }
        location ~ ^/publish/(\\w+)$ {
          nchan_publisher http;
          nchan_channel_id $1;
          nchan_message_buffer_length 10;
        }
      }
    }
    """
        .formatted(
            found(MODULES).orElseThrow(),
            directory,
            directory,
            workers,
            root ? "user root;" : "",
            most,
            temporary,
            port);
  }

  private void awaitListening(int workers) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), CONNECT_MILLIS);
        if (pids().size() > workers) {
          return;
        }
      } catch (IOException e) {
        // Not yet, or never.
      }
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        throw new IllegalStateException("nginx did not start: " + errors());
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("error.log")).strip();
    } catch (IOException e) {
      return "it wrote no error log";
    }
  }

  @Override
  public String title() {
    return "Nchan";
  }

  @Override
  public Optional<Channel> channel(Way way, String name) {
    return Optional.of(
        new Channel(url.resolve("/subscribe/" + name), url.resolve("/publish/" + name)));
  }

  /** The master and its workers, without the shell that guards them. */
  @Override
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    process
        .descendants()
        .filter(one -> one.info().command().orElse("").endsWith("nginx"))
        .forEach(one -> pids.add(one.pid()));
    return pids;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroy);
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What is left of it is small, and in the folder for such things.
    }
  }
}
