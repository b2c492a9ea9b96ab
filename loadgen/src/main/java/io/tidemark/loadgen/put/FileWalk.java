package io.tidemark.loadgen.put;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the files under what was named. A folder keeps its own name in the hub, as with {@code cp
 * -r}; the content of {@code .} and {@code /} goes to the root. Symbolic links and what is no
 * regular file are left out and counted.
 */
final class FileWalk {
  private final List<LocalFile> files = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** In the order in which they were found. */
  List<LocalFile> files() {
    return files;
  }

  /** What was left out, each with the reason. */
  List<String> skipped() {
    return skipped;
  }

  void add(Path named) throws IOException {
    Path start = named.toAbsolutePath().normalize();
    if (!Files.exists(start)) {
      throw new NoSuchFileException("'" + named + "' does not exist");
    }
    boolean whole = named.normalize().toString().isEmpty() || start.getParent() == null;
    Path base = whole || start.getParent() == null ? start : start.getParent();
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(new LocalFile(file, hubPath(base, file)));
            } else {
              skipped.add(
                  file
                      + ": "
                      + (attributes.isSymbolicLink() ? "a symbolic link" : "no regular file"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            skipped.add(file + ": " + failure.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String hubPath(Path base, Path file) {
    StringBuilder path = new StringBuilder();
    for (Path name : base.relativize(file)) {
      path.append('/').append(name);
    }
    return path.toString();
  }
}
