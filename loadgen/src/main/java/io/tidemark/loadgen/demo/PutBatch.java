package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.demo.FolderModel.Node;
import io.tidemark.protocol.Names;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files that go to the hub together: their missing blocks first, then one call that commits all.
 */
final class PutBatch {
  private static final int FILES = 500;
  private static final long BYTES = 32 << 20;

  /** What became of one file. */
  sealed interface Result {}

  record Stored(Node node) implements Result {}

  record Refused(String gitPath, String code, String detail) implements Result {}

  private record Item(FileChange.Put put, @Nullable Node before, String hubPath) {}

  private final UUID ns;
  private final Session author;
  private final Step step;
  private final Contents contents;
  private final Totals totals;
  private final List<Item> items = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();
  private final List<BlockSource> sources = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long bytes;

  PutBatch(UUID ns, Session author, Step step, Contents contents, Totals totals) {
    this.ns = ns;
    this.author = author;
    this.step = step;
    this.contents = contents;
    this.totals = totals;
  }

  boolean full() {
    return items.size() >= FILES || bytes >= BYTES;
  }

  /** Whether no other file of the batch has this name, regardless of case. */
  boolean takes(String hubPath) {
    return !names.contains(key(hubPath));
  }

  /**
   * @param before the file as it is now; null for a new one
   */
  void add(FileChange.Put put, @Nullable Node before, String hubPath) throws IOException {
    byte[] content = contents.bytes(put.blob());
    List<Block> blocks = contents.blocks(put.blob(), content);
    int from = 0;
    for (Block block : blocks) {
      Buffer slice = Buffer.buffer(block.size()).appendBytes(content, from, block.size());
      sources.add(new BlockSource(block, () -> slice));
      from += block.size();
    }
    String device = step.user().length() > 100 ? "git" : "git-" + step.user();
    commits.add(
        before == null
            ? Commit.create(hubPath, blocks, step.time(), device)
            : Commit.version(before.fileId(), before.version(), blocks, step.time(), device));
    items.add(new Item(put, before, hubPath));
    names.add(key(hubPath));
    bytes += content.length;
  }

  /** Leaves the batch empty. */
  List<Result> commit() {
    if (items.isEmpty()) {
      return List.of();
    }
    BlockUploader.Uploaded uploaded =
        Await.of(new BlockUploader(author, _ -> {}).upload(ns, sources));
    List<Committed> answers = Await.of(author.commitAll(ns, commits));
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      results.add(result(items.get(i), answers.get(i)));
    }
    totals.blocksUploaded += uploaded.blocks();
    totals.bytesUploaded += uploaded.bytes();
    totals.bytes += bytes;
    items.clear();
    commits.clear();
    sources.clear();
    names.clear();
    bytes = 0;
    return results;
  }

  private Result result(Item item, Committed answer) {
    String gitPath = item.put().path();
    return switch (answer) {
      case Committed.Refused(String code, String detail) -> new Refused(gitPath, code, detail);
      case Committed.Done done -> {
        totals.versions++;
        totals.conflicts += done.conflict() ? 1 : 0;
        yield new Stored(
            new Node(done.fileId(), gitPath, item.hubPath(), done.version(), item.put().blob()));
      }
    };
  }

  /** A path's comparison key, name by name: folding does not touch the slashes. */
  private static String key(String hubPath) {
    return Names.key(hubPath);
  }
}
