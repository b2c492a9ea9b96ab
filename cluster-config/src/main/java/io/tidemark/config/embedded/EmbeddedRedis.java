package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A real Redis 7.0.9 on 127.0.0.1, its data appended to a file each second.
 *
 * <p>The artifact is used as the carrier of a static binary only, and that binary is known by its
 * hash. It lacks the fixes since 2023: loopback only; production brings a Redis or Valkey of its
 * own.
 */
public final class EmbeddedRedis implements EmbeddedServer {
  private static final String NAME = "redis";
  private static final String VERSION = "7.0.9";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int CONNECT_MILLIS = 500;

  private static final Map<String, String> SHA256 =
      Map.of(
          "linux-amd64", "de2b4cbcd7e52bacb778c157266f003c5e4c797104cdeeeb52214addff8bf1bb",
          "linux-arm64", "9046512dae535cfcfed679dc6c618e8331667bc710b4cd96d3d4880eb4b7ee73",
          "darwin-amd64", "5bce39ead793ffedde8cad8140917b9ad5d8801b87635444124274b901f84974",
          "darwin-arm64", "5bce39ead793ffedde8cad8140917b9ad5d8801b87635444124274b901f84974");

  /**
   * Everything in Redis has a lifetime and can be rebuilt; past its memory the keys that expire
   * first go first.
   */
  private static final List<String> CONFIGURATION =
      List.of(
          "--bind 127.0.0.1",
          "--appendonly yes",
          "--appendfsync everysec",
          "--save ''",
          "--maxmemory 256mb",
          "--maxmemory-policy volatile-ttl",
          "--databases 1",
          // The command line stays as it was given: a later hub knows its server by it.
          "--set-proc-title no",
          "--daemonize no");

  private final ServerProcess process;
  private final int port;

  private EmbeddedRedis(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the server on {@code folder}.
   *
   * @throws EmbeddedServerException if it does not come up
   */
  public static EmbeddedRedis start(DataFolder folder) {
    stopLeftover(folder);
    try {
      Path data = folder.folder(NAME);
      int port = Ports.of(folder, NAME);
      var command = new ArrayList<String>();
      command.add(executable().toString());
      // First, as Java sees no further than to the empty argument that turns snapshots off.
      command.addAll(List.of("--dir", data.toString(), "--port", Integer.toString(port)));
      for (String option : CONFIGURATION) {
        command.addAll(Arrays.asList(option.replace("''", "").split(" ", -1)));
      }
      ServerProcess process = ServerProcess.start(folder, NAME, command, Map.of());
      process.await(() -> answers(port), START);
      return new EmbeddedRedis(process, port);
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot start embedded Redis: " + e, e);
    }
  }

  static void stopLeftover(DataFolder folder) {
    Leftovers.stop(folder, NAME, ProcessHandle::destroy, STOP);
  }

  private static Path executable() throws IOException {
    String platform = BinaryCache.platform();
    String expected = SHA256.get(platform);
    if (expected == null) {
      throw new EmbeddedServerException(
          "there is no embedded Redis for "
              + platform
              + "; set TIDEMARK_REDIS_URI to a server of yours");
    }
    String resource = "redis-server-" + VERSION + "-" + platform;
    Path folder =
        BinaryCache.folder(
            "redis-" + VERSION + "-" + platform,
            unpacked -> {
              Path file = unpacked.resolve("redis-server");
              try (InputStream stream = EmbeddedRedis.class.getResourceAsStream("/" + resource)) {
                if (stream == null) {
                  throw new EmbeddedServerException(resource + " is not on the class path");
                }
                Files.copy(stream, file);
              }
              if (!file.toFile().setExecutable(true, true)) {
                throw new IOException("cannot make executable: " + file);
              }
            });
    Path file = folder.resolve("redis-server");
    // At each start, not only when unpacking: 5 MB take 10 ms.
    String found = BinaryCache.sha256(file);
    if (!found.equals(expected)) {
      throw new EmbeddedServerException(
          "%s has SHA-256 %s, expected %s; remove the folder to have it unpacked anew"
              .formatted(file, found, expected));
    }
    return file;
  }

  /** Loading its file it accepts connections and refuses commands, so a connection says little. */
  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(Ports.loopback(port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String address() {
    return address(port);
  }

  private static String address(int port) {
    return "redis://127.0.0.1:" + port;
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
    process.stop(() -> process.process().destroy(), STOP);
  }
}
