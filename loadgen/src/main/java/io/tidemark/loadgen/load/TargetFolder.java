package io.tidemark.loadgen.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** A namespace to commit to, with its files that have no commit on its way. */
final class TargetFolder {
  /** A file and its newest version. */
  static final class TargetFile {
    private final UUID fileId;
    private long version;

    TargetFile(UUID fileId, long version) {
      this.fileId = fileId;
      this.version = version;
    }

    UUID fileId() {
      return fileId;
    }

    long version() {
      return version;
    }

    void committed(long newest) {
      version = newest;
    }
  }

  private final UUID ns;
  private final String token;
  private final Deque<TargetFile> free = new ArrayDeque<>();

  TargetFolder(UUID ns, String token) {
    this.ns = ns;
    this.token = token;
  }

  UUID ns() {
    return ns;
  }

  String token() {
    return token;
  }

  Deque<TargetFile> free() {
    return free;
  }
}
