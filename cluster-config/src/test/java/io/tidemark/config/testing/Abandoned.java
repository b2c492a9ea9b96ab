package io.tidemark.config.testing;

import io.tidemark.config.DataFolder;
import io.tidemark.config.DataFolderException;
import io.tidemark.config.embedded.EmbeddedServers;
import io.tidemark.config.embedded.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Removes what test JVMs that were killed left behind: their servers would run for ever. */
final class Abandoned {
  static final String PREFIX = "tidemark-test-";

  /** A younger one may belong to a JVM that is about to take its lock. */
  private static final Duration YOUNG = Duration.ofMinutes(2);

  private Abandoned() {}

  static void remove() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : folders) {
        Path lock = folder.resolve("hub.lock");
        if (Files.exists(lock)
            && Files.getLastModifiedTime(lock).toInstant().isBefore(Instant.now().minus(YOUNG))) {
          remove(folder);
        }
      }
    }
  }

  private static void remove(Path folder) {
    try (DataFolder data = DataFolder.open(folder)) {
      EmbeddedServers.stopLeftovers(data);
      Folders.delete(data.root());
    } catch (DataFolderException e) {
      // In use: its tests still run.
    } catch (IOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
