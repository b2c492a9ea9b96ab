package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Thumbnails as files beside the blocks, the ones used longest ago going first. A file is there
 * whole or not at all; it may be lost at any time, so nothing is flushed. All methods block.
 */
final class DiskCache {
  private static final String UNFINISHED = ".part";
  private static final int FILES_MAX = 200_000;

  private final Path folder;
  private final long bytesMax;

  /** Sizes by name, the one used longest ago first. */
  private final LinkedHashMap<String, Long> known = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * @param bytesMax 0: keep nothing
   */
  DiskCache(Path folder, long bytesMax) {
    this.folder = folder;
    this.bytesMax = bytesMax;
  }

  private record Found(String name, long sizeBytes, FileTime modified) {}

  /** Takes up what an earlier run left. */
  void open() throws IOException {
    Files.createDirectories(folder);
    List<Found> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(UNFINISHED)) {
          Files.deleteIfExists(file);
        } else {
          found.add(new Found(name, Files.size(file), Files.getLastModifiedTime(file)));
        }
      }
    }
    found.sort(Comparator.comparing(Found::modified));
    for (Found one : found) {
      note(one.name(), one.sizeBytes());
    }
  }

  /** Null if it is not there. */
  @Nullable Rendered get(String name) throws IOException {
    synchronized (known) {
      if (known.get(name) == null) {
        return null;
      }
    }
    byte[] file;
    try {
      file = Files.readAllBytes(path(name));
    } catch (NoSuchFileException e) {
      forget(name);
      return null;
    }
    if (file.length < 2) {
      return null;
    }
    byte[] image = new byte[file.length - 1];
    System.arraycopy(file, 1, image, 0, image.length);
    return new Rendered(ItemStatus.OK, ThumbnailFormat.ofWireNumber(file[0]), image);
  }

  void put(String name, Rendered rendered) throws IOException {
    int sizeBytes = rendered.bytes().length + 1;
    if (sizeBytes > bytesMax) {
      return;
    }
    Path path = path(name);
    Files.createDirectories(path.getParent());
    Path part = Files.createTempFile(path.getParent(), "thumbnail", UNFINISHED);
    byte[] file = new byte[sizeBytes];
    file[0] = rendered.format().wireNumber();
    System.arraycopy(rendered.bytes(), 0, file, 1, rendered.bytes().length);
    try {
      Files.write(part, file);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    note(name, sizeBytes);
  }

  long bytes() {
    synchronized (known) {
      return bytes;
    }
  }

  private void note(String name, long sizeBytes) throws IOException {
    List<String> gone = new ArrayList<>();
    synchronized (known) {
      Long before = known.put(name, sizeBytes);
      bytes += sizeBytes - (before == null ? 0 : before);
      var eldest = known.entrySet().iterator();
      while ((bytes > bytesMax || known.size() > FILES_MAX) && eldest.hasNext()) {
        Map.Entry<String, Long> entry = eldest.next();
        bytes -= entry.getValue();
        gone.add(entry.getKey());
        eldest.remove();
      }
    }
    for (String old : gone) {
      Files.deleteIfExists(path(old));
    }
  }

  private void forget(String name) {
    synchronized (known) {
      Long sizeBytes = known.remove(name);
      bytes -= sizeBytes == null ? 0 : sizeBytes;
    }
  }

  private Path path(String name) {
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }
}
