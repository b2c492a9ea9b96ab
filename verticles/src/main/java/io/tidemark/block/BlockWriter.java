package io.tidemark.block;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block that is still coming in, under a name of its own, hashing as it goes; the block
 * gets its real name only when its bytes are those that were announced and safe on disk.
 *
 * <p>All methods block. Used by one thread at a time. Ends with {@link #finish} or {@link
 * #abandon}; a method that throws has abandoned it.
 */
final class BlockWriter {
  private final BlockStore store;
  private final Disk disk;
  private final Path file;
  private final String sha256;
  private final long sizeBytes;
  private final MessageDigest digest;
  private @Nullable FileChannel channel;
  private long writtenBytes;

  BlockWriter(BlockStore store, Disk disk, Path file, String sha256, long sizeBytes) {
    this.store = store;
    this.disk = disk;
    this.file = file;
    this.sha256 = sha256;
    this.sizeBytes = sizeBytes;
    this.digest = sha256();
  }

  /**
   * @throws Problem {@code hash_mismatch} if there are more bytes than announced, {@code
   *     storage_full} if the disk is
   */
  void append(byte[] bytes) throws IOException {
    writtenBytes += bytes.length;
    try {
      if (writtenBytes > sizeBytes) {
        throw wrongSize();
      }
      digest.update(bytes);
      FileChannel open = channel;
      if (open == null) {
        open = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel = open;
      }
      disk.write(open, ByteBuffer.wrap(bytes));
    } catch (IOException | RuntimeException e) {
      throw abandoned(e);
    }
  }

  /**
   * Returns when the block is in the store and safe.
   *
   * @throws Problem {@code hash_mismatch} if the bytes are others than announced, {@code
   *     storage_full} if the disk is
   */
  void finish() throws IOException {
    try {
      if (writtenBytes != sizeBytes) {
        throw wrongSize();
      }
      String actual = HexFormat.of().formatHex(digest.digest());
      if (!actual.equals(sha256)) {
        throw Problem.of(
            ProblemCode.HASH_MISMATCH,
            "the URL is for block " + sha256 + " but the bytes hash to " + actual,
            Map.of("expected", sha256, "actual", actual));
      }
      FileChannel open = channel;
      if (open == null) { // The empty block.
        open = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel = open;
      }
      disk.sync(open);
      open.close();
      store.publish(file, sha256);
    } catch (IOException | RuntimeException e) {
      throw abandoned(e);
    }
  }

  /** Leaves nothing behind. */
  void abandon() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      open.close();
      Files.deleteIfExists(file);
    }
  }

  private Problem wrongSize() {
    return Problem.of(
        ProblemCode.HASH_MISMATCH,
        "the URL is for " + sizeBytes + " bytes but the body has " + writtenBytes);
  }

  private RuntimeException abandoned(Exception failure) throws IOException {
    try {
      abandon();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return switch (failure) {
      case IOException io when isFull(io) ->
          Problem.retry(
              ProblemCode.STORAGE_FULL,
              "the disk of the block store is full; nothing was kept",
              60);
      case IOException io -> throw io;
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException(failure);
    };
  }

  /** Java has no type for it; these are the texts of ENOSPC, EDQUOT and EFBIG. */
  private static boolean isFull(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("file too large");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
