package io.tidemark.config.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL for this machine from the zonky artifacts on the class path. */
final class PostgresBinaries {
  private static final String VERSION = "18.6.0";

  private PostgresBinaries() {}

  /** The folder with {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked() throws IOException {
    String platform = BinaryCache.platform();
    String archive =
        switch (platform) {
          case "linux-amd64" -> "postgres-linux-x86_64.txz";
          case "linux-arm64" -> "postgres-linux-arm_64.txz";
          case "darwin-arm64" -> "postgres-darwin-arm_64.txz";
          default ->
              throw new EmbeddedServerException(
                  "there is no embedded PostgreSQL for "
                      + platform
                      + "; set TIDEMARK_POSTGRES_URI to a server of yours");
        };
    return BinaryCache.folder(
        "postgres-" + VERSION + "-" + platform, folder -> unpack(archive, folder));
  }

  private static void unpack(String archive, Path folder) throws IOException {
    try (InputStream resource = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
      if (resource == null) {
        throw new EmbeddedServerException(archive + " is not on the class path");
      }
      try (var tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource, 65_536)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(tar, entry, folder);
        }
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new EmbeddedServerException("archive entry leads outside: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolve("..").normalize());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(target, folder.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      boolean executable = (entry.getMode() & 0100) != 0;
      if (executable && !target.toFile().setExecutable(true, true)) {
        throw new IOException("cannot make executable: " + target);
      }
    }
  }
}
