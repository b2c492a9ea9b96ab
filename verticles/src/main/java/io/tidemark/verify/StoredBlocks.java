package io.tidemark.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks in a folder, {@code ab/cd/abcd…}, by name and one small folder at a time. */
final class StoredBlocks {
  private static final int READ_BYTES = 1 << 20;
  private static final int HASH_CHARS = 64;

  private final Path root;
  private final Iterator<Path> outer;
  private Iterator<Path> inner = Collections.emptyIterator();
  private Iterator<Path> files = Collections.emptyIterator();

  /** A file that is named as a block. */
  record Block(String sha256, long size, Path path) {

    /** Whether its bytes are those that its name promises. */
    boolean isIntact() throws IOException {
      MessageDigest digest = digest();
      byte[] buffer = new byte[READ_BYTES];
      try (InputStream in = Files.newInputStream(path)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
      return HexFormat.of().formatHex(digest.digest()).equals(sha256);
    }

    private static MessageDigest digest() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  StoredBlocks(Path root) throws IOException {
    this.root = root;
    this.outer = children(root, 2).iterator();
  }

  /** The next by name; null after the last. */
  @Nullable Block next() throws IOException {
    while (true) {
      if (files.hasNext()) {
        Block block = block(files.next());
        if (block != null) {
          return block;
        }
      } else if (inner.hasNext()) {
        files = children(inner.next(), HASH_CHARS).iterator();
      } else if (outer.hasNext()) {
        inner = children(outer.next(), 2).iterator();
      } else {
        return null;
      }
    }
  }

  /** The one of that name; null if it is not there. */
  @Nullable Block find(String sha256) throws IOException {
    if (sha256.length() != HASH_CHARS) {
      return null;
    }
    return block(
        root.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256));
  }

  private static @Nullable Block block(Path path) throws IOException {
    try {
      return new Block(path.getFileName().toString(), Files.size(path), path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Those with names of that length, sorted: others are not of the store's making. */
  private static List<Path> children(Path folder, int nameChars) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        if (path.getFileName().toString().length() == nameChars) {
          found.add(path);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    Collections.sort(found);
    return found;
  }
}
