package io.tidemark.config.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Where native servers are unpacked: once per user and version, as unpacking costs more than
 * starting.
 *
 * <p>The folder is {@code $XDG_CACHE_HOME/tidemark} or {@code ~/.cache/tidemark}, never the shared
 * {@code /tmp}, where another user could put something else in its place.
 */
final class BinaryCache {

  /** Puts the content of an artifact into an empty folder. */
  @FunctionalInterface
  interface Unpacker {
    void unpackInto(Path folder) throws IOException;
  }

  private BinaryCache() {}

  /**
   * The folder {@code name}, filled by {@code unpacker} if it is not there yet; of several
   * processes at once, one unpacks and the others wait.
   */
  static Path folder(String name, Unpacker unpacker) throws IOException {
    Path cache = cacheFolder();
    Path folder = cache.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path lockFile = cache.resolve(name + ".lock");
    synchronized (BinaryCache.class) {
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!Files.isDirectory(folder) && lock.isValid()) {
          // Renamed when complete: a folder of that name is always a whole one.
          Path unfinished = cache.resolve(name + ".unfinished");
          Folders.delete(unfinished);
          Files.createDirectories(unfinished);
          unpacker.unpackInto(unfinished);
          Files.move(unfinished, folder);
        }
      }
    }
    return folder;
  }

  private static Path cacheFolder() throws IOException {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path cache =
        configured != null && configured.startsWith("/")
            ? Path.of(configured, "tidemark")
            : Path.of(System.getProperty("user.home"), ".cache", "tidemark");
    return Files.createDirectories(cache);
  }

  /** This machine as artifacts spell it, for instance {@code linux-amd64}. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.contains("mac") ? "darwin" : system.contains("linux") ? "linux" : system)
        + "-"
        + switch (processor) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> processor;
        };
  }

  static String sha256(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[65_536];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
