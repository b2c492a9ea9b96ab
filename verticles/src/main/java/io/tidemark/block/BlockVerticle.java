package io.tidemark.block;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.BlockSource;
import io.tidemark.http.Endpoints;
import io.tidemark.journal.Database;
import io.tidemark.journal.Namespaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block store's life on one node: its folder, its worker threads, and the context on which new
 * blocks gather for the table. Its endpoints run on whichever event loop a request came to.
 */
public final class BlockVerticle extends VerticleBase {
  /** Most of a worker's time is waiting for the disk; waits that overlap share one flush. */
  private static final int WORKERS = 16;

  private final BlockStore store;
  private final SignedUrls urls;
  private final Database database;
  private final Namespaces namespaces;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private @Nullable WorkerExecutor workers;
  private volatile @Nullable Ready ready;

  private record Ready(BlockCheck check, BlockTransfer transfer) {}

  /**
   * @param folder where the blocks are kept; made where it is missing
   */
  public BlockVerticle(
      Path folder,
      SignedUrls urls,
      Database database,
      Namespaces namespaces,
      InstantSource clock,
      MeterRegistry metrics) {
    this(folder, Disk.REAL, urls, database, namespaces, clock, metrics);
  }

  BlockVerticle(
      Path folder,
      Disk disk,
      SignedUrls urls,
      Database database,
      Namespaces namespaces,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = new BlockStore(folder, disk);
    this.urls = urls;
    this.database = database;
    this.namespaces = namespaces;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    WorkerExecutor pool = vertx.createSharedWorkerExecutor("blocks-" + deploymentID(), WORKERS);
    workers = pool;
    BlockIndex index = new BlockIndex(database, context, metrics);
    return pool.executeBlocking(
            () -> {
              store.open();
              return null;
            })
        .onSuccess(opened ->
            ready =
                new Ready(
                    new BlockCheck(namespaces, index, urls, clock),
                    new BlockTransfer(vertx, store, index, urls, pool, clock, metrics)));
  }

  @Override
  public Future<?> stop() {
    WorkerExecutor pool = workers;
    return pool == null ? Future.succeededFuture() : pool.close();
  }

  /** For callers with a token; once deployed. */
  public List<Endpoints> forCallers() {
    return List.of(ready().check());
  }

  /** For whoever has a signed URL; once deployed. */
  public List<Endpoints> open() {
    return List.of(ready().transfer());
  }

  /** What is in the store. */
  public BlockSource source() {
    return store;
  }

  private Ready ready() {
    Ready started = ready;
    if (started == null) {
      throw new IllegalStateException("the block verticle is not deployed");
    }
    return started;
  }
}
