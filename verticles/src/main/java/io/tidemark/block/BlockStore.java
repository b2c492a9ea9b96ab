package io.tidemark.block;

import io.tidemark.flow.BlockSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blocks as files named by the hash of their bytes: {@code ab/cd/abcd…}. A file is there whole or
 * not at all. All methods block.
 */
final class BlockStore implements BlockSource {
  private static final String UNFINISHED = "unfinished";

  /** No upload goes on that has brought nothing for so long. */
  private static final Duration UPLOAD_SILENCE_MAX = Duration.ofHours(1);

  private final Path folder;
  private final Path unfinished;
  private final Disk disk;

  /** Folders that are safe on disk: at most 256 + 256 * 256, which the names allow. */
  private final Set<Path> safeFolders = ConcurrentHashMap.newKeySet();

  BlockStore(Path folder, Disk disk) {
    this.folder = folder.toAbsolutePath();
    this.unfinished = this.folder.resolve(UNFINISHED);
    this.disk = disk;
  }

  /**
   * Makes the folder, and removes what uploads left behind that never ended: other nodes may have
   * begun some that will.
   */
  void open() throws IOException {
    Files.createDirectories(unfinished);
    FileTime old = FileTime.from(Instant.now().minus(UPLOAD_SILENCE_MAX));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(unfinished)) {
      for (Path file : left) {
        removeIfOld(file, old);
      }
    }
    sync(folder);
  }

  private static void removeIfOld(Path file, FileTime old) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Its upload has just ended.
    }
  }

  /** Takes in the block with that hash and size, and no other. */
  BlockWriter writer(String sha256, long sizeBytes) {
    return new BlockWriter(
        this, disk, unfinished.resolve(UUID.randomUUID().toString()), sha256, sizeBytes);
  }

  /** Where the block is, or would be. */
  Path path(String sha256) {
    return inner(sha256).resolve(sha256);
  }

  private Path outer(String sha256) {
    return folder.resolve(sha256.substring(0, 2));
  }

  private Path inner(String sha256) {
    return outer(sha256).resolve(sha256.substring(2, 4));
  }

  /** The block's size; -1 where it is not there. */
  long sizeBytes(String sha256) throws IOException {
    try {
      return Files.size(path(sha256));
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  @Override
  public byte[] read(List<String> sha256s, long bytesMax) throws IOException {
    long total = 0;
    for (String sha256 : sha256s) {
      total += Files.size(path(sha256));
    }
    if (total > bytesMax) {
      throw new IOException(total + " bytes of blocks; at most " + bytesMax + " were expected");
    }
    byte[] bytes = new byte[(int) total];
    int place = 0;
    for (String sha256 : sha256s) {
      try (InputStream block = Files.newInputStream(path(sha256))) {
        place += block.readNBytes(bytes, place, bytes.length - place);
      }
    }
    return bytes;
  }

  /** Gives a file that is whole and safe its name. When this returns, the name is safe too. */
  void publish(Path file, String sha256) throws IOException {
    makeFolders(sha256);
    Files.move(
        file, path(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(inner(sha256));
  }

  private void makeFolders(String sha256) throws IOException {
    Path inner = inner(sha256);
    if (safeFolders.contains(inner)) {
      return;
    }
    Path outer = outer(sha256);
    Files.createDirectories(inner);
    sync(outer);
    if (safeFolders.add(outer)) {
      sync(folder);
    }
    safeFolders.add(inner);
  }

  private void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      disk.sync(channel);
    }
  }
}
