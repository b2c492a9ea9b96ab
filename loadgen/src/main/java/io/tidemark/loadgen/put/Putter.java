package io.tidemark.loadgen.put;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.HubException;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.client.SnapshotPage;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits files, many in one call. A file whose blocks are those of the folder's newest version is
 * not committed again.
 */
final class Putter {
  private static final int FILES = 200;
  private static final int BLOCKS = 64;
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);

  private record Pending(LocalFile file, @Nullable Change before, List<Block> blocks) {}

  private final Session session;
  private final UUID ns;
  private final String device;
  private final Consumer<String> complain;
  private final PutTotals totals;
  private final Chunker chunker = new Chunker(FastCdc.STANDARD);
  private final Map<String, Change> existing = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<BlockSource> sources = new ArrayList<>();

  Putter(Session session, UUID ns, String device, Consumer<String> complain, PutTotals totals) {
    this.session = session;
    this.ns = ns;
    this.device = device;
    this.complain = complain;
    this.totals = totals;
  }

  /** Learns what the folder holds; before the first file. */
  void readFolder() {
    String pageToken = null;
    do {
      SnapshotPage page = Await.of(session.snapshot(ns, null, pageToken));
      for (Change file : page.files()) {
        if (file.kind() == EntryKind.FILE) {
          existing.put(file.path(), file);
        }
      }
      pageToken = page.nextPageToken();
    } while (pageToken != null);
  }

  void put(LocalFile file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<BlockSource> read = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file.file())) {
      chunker.chunk(
          in,
          (block, offset, _, _) -> {
            blocks.add(block);
            read.add(new BlockSource(block, () -> range(file.file(), offset, block.size())));
          });
    } catch (IOException e) {
      refuse(file, "cannot be read: " + e.getMessage());
      return;
    }
    totals.bytes += blocks.stream().mapToLong(Block::size).sum();
    totals.blocks += blocks.size();
    Change before = existing.get(file.hubPath());
    if (before != null && isUnchanged(before, blocks)) {
      totals.unchanged++;
      return;
    }
    pending.add(new Pending(file, before, List.copyOf(blocks)));
    sources.addAll(read);
    if (pending.size() >= FILES || sources.size() >= BLOCKS) {
      flush();
    }
  }

  private boolean isUnchanged(Change before, List<Block> blocks) {
    long size = blocks.stream().mapToLong(Block::size).sum();
    return before.version() > 0
        && before.size() == size
        && Await.of(session.manifest(before.fileId(), before.version())).blocks().equals(blocks);
  }

  /** Sends what is gathered; after the last file. */
  void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    List<Pending> batch = List.copyOf(pending);
    List<BlockSource> uploads = List.copyOf(sources);
    pending.clear();
    sources.clear();
    if (!upload(uploads)) {
      one(batch);
      return;
    }
    List<Commit> commits = new ArrayList<>();
    for (Pending item : batch) {
      commits.add(commit(item));
    }
    List<Committed> answers = Await.of(session.commitAll(ns, commits));
    for (int i = 0; i < batch.size(); i++) {
      account(batch.get(i), answers.get(i));
    }
  }

  /** False if a file was changed while it was read, so that its blocks are no longer there. */
  private boolean upload(List<BlockSource> uploads) {
    try {
      Await.of(
          new BlockUploader(
                  session,
                  block -> {
                    totals.uploadedBlocks++;
                    totals.uploadedBytes += block.size();
                  })
              .upload(ns, uploads),
          UPLOAD_LIMIT);
      return true;
    } catch (HubException e) {
      if (e.code().equals(ProblemCode.HASH_MISMATCH.code())) {
        return false;
      }
      throw e;
    }
  }

  /** Of a batch that holds a file that will not keep still: each by itself. */
  private void one(List<Pending> batch) throws IOException {
    if (batch.size() == 1) {
      refuse(batch.getFirst().file(), "changed while it was read: try again");
      return;
    }
    for (Pending item : batch) {
      put(item.file());
      flush();
    }
  }

  private Commit commit(Pending item) throws IOException {
    Instant mtime = Files.getLastModifiedTime(item.file().file()).toInstant();
    Change before = item.before();
    return before == null
        ? Commit.create(item.file().hubPath(), item.blocks(), mtime, device)
        : Commit.version(before.fileId(), before.version(), item.blocks(), mtime, device);
  }

  private void account(Pending item, Committed answer) {
    switch (answer) {
      case Committed.Done done -> {
        if (done.conflict()) {
          totals.conflicts++;
        } else if (item.before() == null) {
          totals.created++;
        } else {
          totals.changed++;
        }
      }
      case Committed.Refused(String code, String detail) ->
          refuse(item.file(), code + ": " + detail);
    }
  }

  private void refuse(LocalFile file, String why) {
    totals.refused++;
    complain.accept(file.file() + ": " + why);
  }

  private static Buffer range(Path file, long offset, int size) throws IOException {
    byte[] bytes = new byte[size];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(offset);
      int read = 0;
      while (read < size) {
        int count = in.read(bytes, read, size - read);
        if (count < 0) {
          // Became shorter: the hub will say that this is not what the hash says.
          break;
        }
        read += count;
      }
    }
    return Buffer.buffer(bytes);
  }
}
