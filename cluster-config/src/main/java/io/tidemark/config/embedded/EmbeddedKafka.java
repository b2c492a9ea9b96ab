package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A real Kafka broker on 127.0.0.1, in a JVM of its own: own heap, own collector, own log, and it
 * can be killed.
 */
public final class EmbeddedKafka implements EmbeddedServer {
  private static final String NAME = "kafka";
  private static final Duration START = Duration.ofSeconds(60);

  /** Controlled shutdown: without it the next start waits for the old registration to time out. */
  private static final Duration STOP = Duration.ofSeconds(12);

  private final ServerProcess process;
  private final int port;

  private EmbeddedKafka(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the broker on {@code folder}.
   *
   * @throws EmbeddedServerException if it does not come up
   */
  public static EmbeddedKafka start(DataFolder folder) {
    stopLeftover(folder);
    try {
      Path data = folder.folder(NAME);
      int port = Ports.of(folder, NAME);
      int controllerPort = Ports.of(folder, "kafka-controller");
      Path ready = data.resolve("ready");
      Files.deleteIfExists(ready);
      ServerProcess process =
          ServerProcess.start(
              folder,
              NAME,
              command(data, port, controllerPort),
              // Not on the command line, which would be of no use to anybody who reads it.
              Map.of("CLASSPATH", classPath()));
      process.await(() -> Files.exists(ready), START);
      return new EmbeddedKafka(process, port);
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot start embedded Kafka: " + e, e);
    }
  }

  static void stopLeftover(DataFolder folder) {
    // It saw the end of its parent, and is leaving already.
    Consumer<ProcessHandle> isLeaving = process -> {};
    Leftovers.stop(folder, NAME, isLeaving, STOP);
  }

  /** This JVM's own, made absolute: the child does not run in the same folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> command(Path data, int port, int controllerPort) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx192m",
        "-Xms32m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        // It starts faster, and at a hub's few thousand records a second C2 wins nothing.
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=48m",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dlogback.configurationFile=io/tidemark/config/embedded/kafka-logback.xml",
        KafkaChild.class.getName(),
        data.toString(),
        Integer.toString(port),
        Integer.toString(controllerPort));
  }

  @Override
  public String address() {
    return address(port);
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  /** Where the server of a hub that runs on {@code root} is; empty if it has none of its own. */
  static String noted(Path root) throws IOException {
    int port = Ports.noted(root, NAME);
    return port == 0 ? "" : address(port);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.stop(
        () -> {
          try {
            process.process().getOutputStream().close();
          } catch (IOException e) {
            process.process().destroy();
          }
        },
        STOP);
  }
}
