package io.tidemark.loadgen.client;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Brings blocks to the hub: asks which are missing, uploads those, a few at a time, and asks again
 * until none is. A cut upload needs no memory of its own: blocks are immutable, so that asking
 * again is the resumption.
 */
public final class BlockUploader {
  private static final int PARALLEL = 16;
  private static final int PARALLEL_LARGE = 4;

  /** From here on few at once fill the line as well, and hold less memory. */
  private static final long LARGE_BYTES = 32 << 20;

  private static final int ROUNDS = 6;
  private static final long PAUSE_MILLIS = 300;

  private final Session session;
  private final Consumer<Block> onUploaded;

  /**
   * @param onUploaded told of each block that went over the wire
   */
  public BlockUploader(Session session, Consumer<Block> onUploaded) {
    this.session = session;
    this.onUploaded = onUploaded;
  }

  /** What one call brought about. */
  public record Uploaded(int blocks, long bytes) {
    private Uploaded plus(Uploaded other) {
      return new Uploaded(blocks + other.blocks, bytes + other.bytes);
    }
  }

  /** Succeeds once the hub has them all. */
  public Future<Uploaded> upload(UUID ns, List<BlockSource> sources) {
    Map<String, BlockSource> byHash = new LinkedHashMap<>();
    sources.forEach(source -> byHash.putIfAbsent(source.block().sha256(), source));
    List<BlockSource> distinct = List.copyOf(byHash.values());
    Future<Uploaded> done = Future.succeededFuture(new Uploaded(0, 0));
    for (int from = 0; from < distinct.size(); from += Limits.BLOCKS_PER_CHECK) {
      List<BlockSource> part =
          distinct.subList(from, Math.min(distinct.size(), from + Limits.BLOCKS_PER_CHECK));
      done = done.compose(before -> round(ns, part, 1).map(before::plus));
    }
    return done;
  }

  private Future<Uploaded> round(UUID ns, List<BlockSource> sources, int round) {
    return session
        .missing(ns, sources.stream().map(BlockSource::block).toList())
        .compose(urls -> {
          List<BlockSource> missing =
              sources.stream().filter(s -> urls.containsKey(s.block().sha256())).toList();
          if (missing.isEmpty()) {
            return Future.succeededFuture(new Uploaded(0, 0));
          }
          Wave wave = new Wave(missing, urls);
          return wave.run()
              .map(_ -> wave.uploaded)
              .recover(failure -> resume(ns, missing, round, wave, failure));
        });
  }

  private Future<Uploaded> resume(
      UUID ns, List<BlockSource> missing, int round, Wave wave, Throwable failure) {
    if (round >= ROUNDS || !Retry.mayPass(failure)) {
      return Future.failedFuture(failure);
    }
    return session
        .pause(PAUSE_MILLIS * round)
        .compose(_ -> round(ns, missing, round + 1))
        .map(wave.uploaded::plus);
  }

  /** One pass over the missing blocks; after a failure no further upload begins. */
  private final class Wave {
    private final Queue<BlockSource> waiting;
    private final Map<String, String> urls;
    private Uploaded uploaded = new Uploaded(0, 0);
    private boolean failed;

    Wave(List<BlockSource> missing, Map<String, String> urls) {
      this.waiting = new ArrayDeque<>(missing);
      this.urls = urls;
    }

    Future<Void> run() {
      List<Future<Void>> lines = new ArrayList<>();
      long bytes = waiting.stream().mapToLong(source -> source.block().size()).sum();
      int parallel = bytes < LARGE_BYTES ? PARALLEL : PARALLEL_LARGE;
      for (int i = 0; i < parallel; i++) {
        lines.add(next());
      }
      return Future.join(lines).mapEmpty();
    }

    private synchronized Future<Void> next() {
      BlockSource source = failed ? null : waiting.poll();
      if (source == null) {
        return Future.succeededFuture();
      }
      return put(source)
          .onComplete(done -> finished(source, done.succeeded()))
          .compose(_ -> next());
    }

    private Future<Void> put(BlockSource source) {
      String url = Objects.requireNonNull(urls.get(source.block().sha256()));
      try {
        return session.putBlock(url, source.reader().read());
      } catch (IOException e) {
        return Future.failedFuture(e);
      }
    }

    private synchronized void finished(BlockSource source, boolean succeeded) {
      if (!succeeded) {
        failed = true;
        return;
      }
      uploaded = uploaded.plus(new Uploaded(1, source.block().size()));
      onUploaded.accept(source.block());
    }
  }
}
