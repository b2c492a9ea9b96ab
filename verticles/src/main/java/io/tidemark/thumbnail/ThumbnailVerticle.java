package io.tidemark.thumbnail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Settings;
import io.tidemark.flow.BlockSource;
import io.tidemark.http.Endpoints;
import io.tidemark.journal.Database;
import io.tidemark.thumbnail.render.RenderWorker;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The thumbnails' life on one node: their folder, the threads, the processes that render. */
public final class ThumbnailVerticle extends VerticleBase {
  private static final int DISK_THREADS = 4;
  private static final long MEBIBYTE = 1 << 20;

  private final Path folder;
  private final Path nativeFolder;
  private final Settings.Thumbnails settings;
  private final BlockSource blocks;
  private final Database database;
  private final MeterRegistry metrics;
  private @Nullable WorkerExecutor diskThreads;
  private @Nullable RenderPool pool;
  private volatile @Nullable ThumbnailEndpoints endpoints;

  /**
   * @param data where the folders of thumbnails and of what renders them are, or are made
   */
  public ThumbnailVerticle(
      DataFolder data,
      Settings.Thumbnails settings,
      BlockSource blocks,
      Database database,
      MeterRegistry metrics) {
    this.folder = data.folder("thumbnails");
    this.nativeFolder = data.folder("native");
    this.settings = settings;
    this.blocks = blocks;
    this.database = database;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    WorkerExecutor threads =
        vertx.createSharedWorkerExecutor("thumbnails-" + deploymentID(), DISK_THREADS);
    diskThreads = threads;
    DiskCache disk = new DiskCache(folder, settings.diskMebibytes() * MEBIBYTE);
    Gauge.builder("thumbnail.disk", disk, DiskCache::bytes)
        .description("What the thumbnails on disk take")
        .baseUnit("bytes")
        .register(metrics);
    RenderWorker.Way way = RenderWorker.Way.valueOf(settings.renderer().name());
    RenderPool renderings =
        new RenderPool(
            workers(settings.workers()),
            settings.answers() * BatchAnswer.WINDOW,
            settings.renderSeconds(),
            () -> RenderProcess.start(way, nativeFolder),
            metrics);
    pool = renderings;
    Thumbnails thumbnails =
        new Thumbnails(
            new MemoryCache(settings.memoryMebibytes() * MEBIBYTE),
            disk,
            task -> run(threads, task),
            renderings,
            blocks,
            metrics);
    return threads
        .executeBlocking(() -> {
          disk.open();
          return null;
        })
        .onSuccess(opened ->
            endpoints =
                new ThumbnailEndpoints(
                    vertx, new ImageLocator(database), thumbnails, settings.answers(), metrics));
  }

  private static void run(WorkerExecutor threads, Runnable task) {
    var _ =
        threads.executeBlocking(
            () -> {
              task.run();
              return null;
            },
            false);
  }

  /** How many renderings at once. */
  private static int workers(int wanted) {
    return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Future<?> stop() {
    RenderPool renderings = pool;
    WorkerExecutor threads = diskThreads;
    if (renderings == null || threads == null) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(
            () -> {
              renderings.close();
              return null;
            },
            false)
        .transform(closed -> threads.close());
  }

  /** For callers with a token; once deployed. */
  public List<Endpoints> forCallers() {
    ThumbnailEndpoints started = endpoints;
    if (started == null) {
      throw new IllegalStateException("the thumbnail verticle is not deployed");
    }
    return List.of(started);
  }
}
