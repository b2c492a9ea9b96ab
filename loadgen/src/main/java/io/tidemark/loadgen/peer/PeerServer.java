package io.tidemark.loadgen.peer;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A broadcaster as a process of its own, on a free port, with one channel; ended with this. */
final class PeerServer implements Peer {
  private static final String LISTENING = "listening ";
  private static final int COMPILE_SECONDS = 60;

  private final String title;
  private final Process process;
  private final URI url;

  private PeerServer(String title, Process process, URI url) {
    this.title = title;
    this.process = process;
    this.url = url;
  }

  /**
   * Compiles the bare epoll loop and starts it.
   *
   * @param source {@code epoll_broadcast.c}
   * @throws IllegalStateException where there is no C compiler, or no such source
   */
  static PeerServer epoll(Path source, int threads) {
    if (!Files.isReadable(source)) {
      throw new IllegalStateException(
          "the bare epoll loop's source is not at "
              + source
              + ": run it by ./tidemark from a checkout");
    }
    try {
      Path program = Files.createTempFile("epoll_broadcast", "");
      program.toFile().deleteOnExit();
      Process compiler =
          new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString(), "-lpthread")
              .redirectErrorStream(true)
              .start();
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!compiler.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
        throw new IllegalStateException("cc could not compile " + source + ": " + said.strip());
      }
      return start("bare epoll", List.of(program.toString(), Integer.toString(threads)));
    } catch (IOException e) {
      throw new IllegalStateException(
          "there is no C compiler 'cc' here (Debian: apt-get install gcc libc6-dev): the bare epoll loop cannot be"
              + " compared with; leave it out by --against vertx",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Plain Vert.x, on a JVM like this one. */
  static PeerServer vertx(int loops) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xm") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            VertxBroadcaster.class.getName(),
            Integer.toString(loops)));
    try {
      return start("plain Vert.x", command);
    } catch (IOException e) {
      throw new UncheckedIOException("the plain Vert.x server cannot be started", e);
    }
  }

  private static PeerServer start(String title, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith(LISTENING)) {
      process.destroy();
      throw new IllegalStateException(command.getFirst() + " did not start: " + line);
    }
    URI url = URI.create("http://127.0.0.1:" + line.substring(LISTENING.length()));
    return new PeerServer(title, process, url);
  }

  @Override
  public String title() {
    return title;
  }

  /** By WebSocket only; whatever is posted goes to all. */
  @Override
  public Optional<Channel> channel(Way way, String name) {
    return way == Way.WS
        ? Optional.of(new Channel(url.resolve("/v1/connect"), url.resolve("/broadcast")))
        : Optional.empty();
  }

  @Override
  public List<Long> pids() {
    return List.of(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
