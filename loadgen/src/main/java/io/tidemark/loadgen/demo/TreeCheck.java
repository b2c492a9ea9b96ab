package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Manifest;
import io.tidemark.loadgen.client.Session;
import io.tidemark.protocol.Change;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Compares what a device holds with git's tree: the paths, and for each file the blocks of its
 * version; and, where asked, the very bytes, fetched as a device fetches them.
 */
final class TreeCheck {
  /** Bytes that are fetched for the comparison of contents. */
  private static final long FETCH_BYTES = 512L << 20;

  private static final int PARALLEL = 16;

  private record Version(UUID fileId, long version) {}

  private final Session session;
  private final Contents contents;
  private final Map<String, ObjectId> expected;
  private final Map<Version, Manifest> manifests = new HashMap<>();

  /**
   * @param expected git's tree by the hub's paths
   */
  TreeCheck(Session session, Contents contents, Map<String, ObjectId> expected) {
    this.session = session;
    this.contents = contents;
    this.expected = expected;
  }

  int size() {
    return expected.size();
  }

  /** In what a device differs; empty if in nothing. */
  List<String> differences(Map<String, Change> files) throws IOException {
    fetchManifests(files);
    List<String> differences = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(files.keySet());
    for (String path : paths) {
      ObjectId blob = expected.get(path);
      Change file = files.get(path);
      if (blob == null) {
        differences.add(path + " is on the device, but not in git");
      } else if (file == null) {
        differences.add(path + " is in git, but not on the device");
      } else if (!contents.blocks(blob).equals(manifest(file).blocks())) {
        differences.add(
            "%s has another content in version %d than git's %s"
                .formatted(path, file.version(), blob.abbreviate(10).name()));
      }
    }
    return differences;
  }

  private Manifest manifest(Change file) {
    return Objects.requireNonNull(manifests.get(new Version(file.fileId(), file.version())));
  }

  /** Each version once, however many devices hold it. */
  private void fetchManifests(Map<String, Change> files) {
    List<Version> unknown = new ArrayList<>();
    for (Map.Entry<String, Change> file : files.entrySet()) {
      Version version = new Version(file.getValue().fileId(), file.getValue().version());
      if (expected.containsKey(file.getKey()) && !manifests.containsKey(version)) {
        unknown.add(version);
      }
    }
    for (int from = 0; from < unknown.size(); from += PARALLEL) {
      List<Version> part = unknown.subList(from, Math.min(unknown.size(), from + PARALLEL));
      List<Future<Manifest>> calls =
          part.stream().map(v -> session.manifest(v.fileId(), v.version())).toList();
      Await.of(Future.all(calls));
      for (int i = 0; i < part.size(); i++) {
        manifests.put(part.get(i), calls.get(i).result());
      }
    }
  }

  /**
   * How the comparison of bytes went.
   *
   * @param skipped files beyond what is fetched at most
   */
  record Fetched(int files, long bytes, int skipped, List<String> differences) {}

  /** Fetches each file of a device by its signed URLs and holds its hash against git's. */
  Fetched fetch(Map<String, Change> files) throws IOException {
    List<String> differences = new ArrayList<>();
    int count = 0;
    int skipped = 0;
    long bytes = 0;
    try (ObjectInserter.Formatter git = new ObjectInserter.Formatter()) {
      for (Map.Entry<String, Change> file : new TreeMap<>(files).entrySet()) {
        ObjectId blob = expected.get(file.getKey());
        if (blob == null) {
          continue;
        }
        if (bytes > FETCH_BYTES) {
          skipped++;
          continue;
        }
        Change change = file.getValue();
        Manifest manifest = Await.of(session.manifest(change.fileId(), change.version()));
        Buffer whole = Buffer.buffer();
        for (int i = 0; i < manifest.blocks().size(); i++) {
          Block block = manifest.blocks().get(i);
          Buffer part = Await.of(session.getBlock(manifest.getUrls().get(i)));
          if (part.length() != block.size()) {
            differences.add(file.getKey() + ": a block came with another length");
          }
          whole.appendBuffer(part);
        }
        ObjectId got = git.idFor(Constants.OBJ_BLOB, whole.getBytes());
        if (!got.equals(blob)) {
          differences.add(
              file.getKey() + " was fetched as " + got.name() + ", git has " + blob.name());
        }
        count++;
        bytes += whole.length();
      }
    }
    return new Fetched(count, bytes, skipped, differences);
  }
}
