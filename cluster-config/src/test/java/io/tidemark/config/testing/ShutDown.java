package io.tidemark.config.testing;

import io.tidemark.config.DataFolder;
import io.tidemark.config.embedded.EmbeddedPostgres;
import io.tidemark.config.embedded.EmbeddedServer;
import io.tidemark.config.embedded.Folders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stops at the end of a test JVM what {@link SharedServers} started, and removes its folder. */
final class ShutDown {
  private static final List<EmbeddedServer> SERVERS = new ArrayList<>();
  private static @Nullable DataFolder folder;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ShutDown::run, "shared-servers-stop"));
  }

  private ShutDown() {}

  static synchronized <S extends EmbeddedServer> S with(S server) {
    SERVERS.add(server);
    return server;
  }

  static synchronized DataFolder with(DataFolder data) {
    folder = data;
    return data;
  }

  private static void end(EmbeddedServer server) {
    switch (server) {
      case EmbeddedPostgres postgres -> postgres.abandon();
      default -> server.close();
    }
  }

  private static synchronized void run() {
    SERVERS.parallelStream().forEach(ShutDown::end);
    DataFolder data = folder;
    if (data != null) {
      data.close();
      try {
        Folders.delete(data.root());
      } catch (IOException e) {
        System.err.println("cannot remove " + data.root() + ": " + e);
      }
    }
  }
}
