package io.tidemark.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden frames: one file for each shape of each frame, exactly as it goes over the wire. */
final class Golden {
  private Golden() {}

  /** A golden frame and the name of its file. */
  record Frame(String name, String json) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Frame> client() {
    return in("client");
  }

  static List<Frame> server() {
    return in("server");
  }

  private static List<Frame> in(String folder) {
    try {
      Path path = Path.of(Golden.class.getResource("/golden/" + folder).toURI());
      try (Stream<Path> files = Files.list(path)) {
        return files.sorted().map(Golden::read).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Frame read(Path file) {
    try {
      String json = Files.readString(file).stripTrailing();
      return new Frame(file.getFileName().toString().replace(".json", ""), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
