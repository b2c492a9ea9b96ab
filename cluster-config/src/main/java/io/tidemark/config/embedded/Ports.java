package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of embedded servers: drawn once, kept with the data, drawn anew if somebody else has
 * taken one.
 *
 * <p>They lie below 32768, where no outgoing connection can take them meanwhile.
 */
final class Ports {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  private Ports() {}

  static int of(DataFolder folder, String name) throws IOException {
    Path note = folder.folder("run").resolve(name + ".port");
    int port = kept(note);
    for (int attempt = 0; !isFree(port); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new EmbeddedServerException(
            "no free port for %s between %d and %d".formatted(name, LOWEST, HIGHEST));
      }
      port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    }
    Files.writeString(note, Integer.toString(port));
    return port;
  }

  /** The port that was drawn last for {@code name}; 0 if none was. */
  static int noted(Path root, String name) throws IOException {
    return kept(root.resolve("run").resolve(name + ".port"));
  }

  private static int kept(Path note) throws IOException {
    try {
      return Files.exists(note) ? Integer.parseInt(Files.readString(note).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isFree(int port) {
    if (port < LOWEST || port > HIGHEST) {
      return false;
    }
    try (var socket = new ServerSocket()) {
      // Ports of connections just closed count as free: the servers reuse addresses as well.
      socket.setReuseAddress(true);
      socket.bind(loopback(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** 127.0.0.1, whatever the system's own idea of "loopback" is. */
  static InetSocketAddress loopback(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
