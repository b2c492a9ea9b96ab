package io.tidemark.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything a hub keeps on disk; at most one process has it open, and may
 * share it with the nodes that it starts.
 *
 * <pre>
 *   hub.lock      held while a hub runs, with its process id
 *   postgres/ redis/ kafka/ run/ logs/    the embedded servers
 *   blocks/       the embedded block store
 *   thumbnails/   what was rendered, and native/ what renders; may be deleted while no hub runs
 *   secrets/      generated keys, readable by the owner only
 * </pre>
 */
public final class DataFolder implements AutoCloseable {
  private static final int KEY_BYTES = 32;

  private final Path root;
  private final @Nullable FileChannel channel;
  private final @Nullable FileLock lock;

  private DataFolder(Path root, @Nullable FileChannel channel, @Nullable FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder if there is none and takes its lock.
   *
   * @throws DataFolderException if another process has it, or it cannot be written
   */
  public static DataFolder open(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    FileChannel channel = null;
    try {
      Files.createDirectories(root);
      // Through symbolic links: two names of one folder must meet at one lock.
      root = root.toRealPath();
      restrict(root, "rwx------");
      Path lockFile = root.resolve("hub.lock");
      channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = Files.readString(lockFile).strip();
        channel.close();
        throw new DataFolderException.InUse(
            "the data folder %s is in use by process %s; stop that one, or choose another folder with --data"
                .formatted(root, holder.isEmpty() ? "(unknown)" : holder));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DataFolder(root, channel, lock);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new DataFolderException("cannot use the data folder " + root + ": " + e, e);
    }
  }

  /**
   * The folder that another process has open: for the nodes that it has started, which share its
   * keys and blocks.
   */
  public static DataFolder shared(Path folder) {
    try {
      return new DataFolder(folder.toRealPath(), null, null);
    } catch (IOException e) {
      throw new DataFolderException("there is no data folder " + folder + ": " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // This very process has it open.
    }
  }

  public Path root() {
    return root;
  }

  /** A folder of this name within, made if there is none, readable by the owner only. */
  public Path folder(String name) {
    Path folder = root.resolve(name);
    try {
      Files.createDirectories(folder);
      restrict(folder, "rwx------");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The key {@code name}: as configured, else the one in {@code secrets/}, which is generated at
   * first use and kept.
   *
   * @param configured hexadecimal; empty for none
   */
  public byte[] secret(String name, String configured) {
    if (!configured.isEmpty()) {
      return HexFormat.of().parseHex(configured);
    }
    Path file = secretFile(name);
    try {
      if (Files.exists(file)) {
        return HexFormat.of().parseHex(Files.readString(file).strip());
      }
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      writeSecret(name, HexFormat.of().formatHex(key) + "\n");
      return key;
    } catch (IOException e) {
      throw new DataFolderException("cannot keep the key " + file + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw new DataFolderException(
          "the key " + file + " is damaged; remove it to have a new one made", e);
    }
  }

  /** Where the secret {@code name} is kept, whether it exists or not. */
  public Path secretFile(String name) {
    return folder("secrets").resolve(name);
  }

  /**
   * Keeps {@code content} as the secret {@code name}, all or nothing, for the owner's eyes only.
   */
  public void writeSecret(String name, String content) throws IOException {
    Path file = secretFile(name);
    Path unfinished = secretFile(name + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished);
    restrict(unfinished, "rw-------");
    try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        written.write(bytes);
      }
      written.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Sets the permissions where the file system knows any. */
  static void restrict(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // The first failure is the one to tell.
      }
    }
  }

  /** Lets the next hub in. */
  @Override
  public void close() {
    try {
      if (channel != null && lock != null && channel.isOpen()) {
        channel.truncate(0);
        lock.release();
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
