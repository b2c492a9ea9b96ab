package io.tidemark.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Pictures;
import io.tidemark.thumbnail.render.RenderWorker;
import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderPoolTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger started = new AtomicInteger();

  private RenderPool pool(Rendering.Factory factory, int renderSeconds) {
    return new RenderPool(1, 10, renderSeconds, factory, metrics);
  }

  /** Dies of files that begin with 1, hangs on those that begin with 2. */
  private final class Fragile implements Rendering {
    private final CountDownLatch killed = new CountDownLatch(1);

    Fragile() {
      started.incrementAndGet();
    }

    @Override
    public Renderer.Outcome render(byte[] file, int size, ThumbnailFormat format)
        throws IOException {
      if (file[0] == 1) {
        throw new IOException("dead");
      }
      if (file[0] == 2) {
        try {
          killed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new IOException("killed");
      }
      return Renderer.Outcome.refused(ItemStatus.UNSUPPORTED, "fake");
    }

    @Override
    public boolean isNative() {
      return false;
    }

    @Override
    public void kill() {
      killed.countDown();
    }
  }

  private static final class Work extends CompletableFuture<Renderer.Outcome>
      implements RenderPool.Job {
    private final byte[] file;
    private volatile RenderPool.Kind kind;

    Work(byte... file) {
      this.file = file;
    }

    @Override
    public byte[] file() throws IOException {
      if (file.length == 0) {
        throw new IOException("a block is missing");
      }
      return file;
    }

    @Override
    public ThumbnailKey key() {
      return new ThumbnailKey("content", 64, ThumbnailFormat.JPEG);
    }

    @Override
    public void done(Renderer.Outcome outcome, RenderPool.Kind kind) {
      this.kind = kind;
      complete(outcome);
    }

    ItemStatus status() throws Exception {
      return get(20, TimeUnit.SECONDS).rendered().status();
    }
  }

  @Test
  void a_file_that_kills_its_process_costs_nobody_else_anything() throws Exception {
    try (RenderPool pool = pool(Fragile::new, 60)) {
      Work good = new Work((byte) 0);
      Work bad = new Work((byte) 1);
      Work behind = new Work((byte) 0);
      pool.offer("lane", good);
      pool.offer("lane", bad);
      pool.offer("lane", behind);

      assertThat(good.status()).isEqualTo(ItemStatus.UNSUPPORTED);
      assertThat(bad.status()).isEqualTo(ItemStatus.FAILED);
      assertThat(bad.kind).isEqualTo(RenderPool.Kind.PASSING);
      assertThat(behind.status()).isEqualTo(ItemStatus.UNSUPPORTED);
      assertThat(started).hasValue(2);
      assertThat(metrics.counter("thumbnail_workers_ended_total", "reason", "crash").count())
          .isEqualTo(1);
    }
  }

  @Test
  void a_file_that_takes_too_long_is_given_up() throws Exception {
    try (RenderPool pool = pool(Fragile::new, 1)) {
      Work endless = new Work((byte) 2);
      Work behind = new Work((byte) 0);
      pool.offer("lane", endless);
      pool.offer("lane", behind);

      assertThat(endless.status()).isEqualTo(ItemStatus.FAILED);
      assertThat(endless.get().reason()).contains("not rendered within 1 s");
      assertThat(behind.status()).isEqualTo(ItemStatus.UNSUPPORTED);
    }
  }

  @Test
  void a_block_that_cannot_be_read_and_a_process_that_does_not_start_are_answered()
      throws Exception {
    try (RenderPool pool =
        pool(
            () -> {
              throw new IOException("no memory");
            },
            60)) {
      Work unread = new Work();
      Work unrendered = new Work((byte) 0);
      pool.offer("lane", unread);
      pool.offer("lane", unrendered);

      assertThat(unread.get(20, TimeUnit.SECONDS).reason()).contains("a block is missing");
      assertThat(unrendered.get(20, TimeUnit.SECONDS).reason()).contains("no memory");
    }
  }

  @Test
  void a_real_process_renders_dies_and_is_started_anew(@TempDir Path folder) throws Exception {
    Rendering[] current = new Rendering[1];
    try (RenderPool pool =
        pool(
            () -> {
              started.incrementAndGet();
              current[0] = RenderProcess.start(RenderWorker.Way.JAVA, folder);
              return current[0];
            },
            30)) {
      Work first = new Work(Pictures.jpeg(300, 200));
      pool.offer("lane", first);
      assertThat(first.status()).isEqualTo(ItemStatus.OK);
      assertThat(Pictures.read(first.get().rendered().bytes()).getWidth()).isEqualTo(64);

      current[0].kill();
      Work lost = new Work(Pictures.jpeg(300, 200));
      pool.offer("lane", lost);
      assertThat(lost.status()).isEqualTo(ItemStatus.FAILED);
      Work next = new Work(Pictures.pngBomb(30_000, 30_000));
      pool.offer("lane", next);
      assertThat(next.status()).isEqualTo(ItemStatus.TOO_LARGE);
      assertThat(started).hasValue(2);
    }
  }
}
