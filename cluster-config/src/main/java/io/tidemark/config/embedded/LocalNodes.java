package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The notes of nodes that run as processes on one data folder, and their ports. */
public final class LocalNodes {
  private static final String PREFIX = "node-";
  private static final String SUFFIX = ".pid";

  /** They were told by the end of whoever had started them; what is left is to wait. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private LocalNodes() {}

  /** The name of the first is {@code node-1}. */
  public static String name(int number) {
    return PREFIX + number;
  }

  /**
   * A free port that the node has for the other members of its cluster, as far as can be the same.
   */
  public static int port(DataFolder folder, String name) throws IOException {
    return Ports.of(folder, name);
  }

  /** So that it is found again if whoever started it is killed. */
  public static void note(DataFolder folder, String name, ProcessHandle process)
      throws IOException {
    Leftovers.write(Leftovers.note(folder, name), process);
  }

  /** It has ended. */
  public static void forget(DataFolder folder, String name) throws IOException {
    Files.deleteIfExists(Leftovers.note(folder, name));
  }

  /** Returns when the nodes are gone that somebody left behind who was killed. */
  static void stopLeftovers(DataFolder folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> notes =
        Files.newDirectoryStream(folder.folder("run"), PREFIX + "*" + SUFFIX)) {
      for (Path note : notes) {
        String file = String.valueOf(note.getFileName());
        names.add(file.substring(0, file.length() - SUFFIX.length()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : names) {
      Leftovers.stop(folder, name, ProcessHandle::destroy, GRACE);
    }
  }
}
