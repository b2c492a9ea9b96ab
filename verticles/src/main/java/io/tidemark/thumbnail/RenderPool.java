package io.tidemark.thumbnail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many threads as there may be renderings at once, each with a {@link Rendering} of its own that
 * is started when there is something to do, and anew after it died.
 */
final class RenderPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RenderPool.class);

  /** A process that nobody needs is not kept for longer. */
  private static final long IDLE_SECONDS = 300;

  private static final long JOIN_MILLIS = 5_000;

  /** One piece of work; its methods are called on one of the pool's threads. */
  interface Job {
    /** The file; an exception means that there is none to be had. */
    byte[] file() throws IOException;

    ThumbnailKey key();

    void done(Renderer.Outcome outcome, Kind kind);
  }

  /** Whether an outcome is the file's, or one that may be another next time. */
  enum Kind {
    LASTING,
    PASSING
  }

  private final Object lock = new Object();
  private final FairQueue<Job> queue;
  private final Rendering.Factory factory;
  private final int renderSeconds;
  private final MeterRegistry metrics;
  private final List<Thread> threads = new ArrayList<>();
  private final ScheduledExecutorService watch;
  private final Set<Rendering> running = ConcurrentHashMap.newKeySet();
  private boolean isClosed;

  RenderPool(
      int workers,
      int capacity,
      int renderSeconds,
      Rendering.Factory factory,
      MeterRegistry metrics) {
    this.queue = new FairQueue<>(capacity);
    this.factory = factory;
    this.renderSeconds = renderSeconds;
    this.metrics = metrics;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("thumbnail-watch").daemon().factory());
    Gauge.builder("thumbnail.queue", this, RenderPool::waiting)
        .description("Thumbnails that wait to be rendered")
        .register(metrics);
    for (int worker = 0; worker < workers; worker++) {
      threads.add(Thread.ofPlatform().name("thumbnail-" + worker).daemon().start(this::work));
    }
  }

  int waiting() {
    synchronized (lock) {
      return queue.size();
    }
  }

  /** False if too many wait. */
  boolean offer(Object lane, Job job) {
    synchronized (lock) {
      boolean taken = !isClosed && queue.offer(lane, job);
      lock.notify();
      return taken;
    }
  }

  /** Whether it had not begun, and now never will. */
  boolean withdraw(Object lane, Job job) {
    synchronized (lock) {
      return queue.remove(lane, job);
    }
  }

  private void work() {
    @Nullable Rendering rendering = null;
    try {
      while (true) {
        Job job = next(rendering != null);
        if (job != null) {
          rendering = render(job, rendering);
        } else if (rendering != null) {
          end(rendering); // Idle.
          rendering = null;
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (rendering != null) {
        end(rendering);
      }
    }
  }

  private void end(Rendering rendering) {
    running.remove(rendering);
    rendering.kill();
  }

  /** Null if there was nothing for long, or will never be. */
  private @Nullable Job next(boolean hasProcess) throws InterruptedException {
    synchronized (lock) {
      long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
      while (!isClosed) {
        Job job = queue.poll();
        if (job != null) {
          return job;
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        if (!hasProcess) {
          lock.wait();
        } else if (leftMillis <= 0) {
          return null;
        } else {
          lock.wait(leftMillis);
        }
      }
      return null;
    }
  }

  private @Nullable Rendering render(Job job, @Nullable Rendering current) {
    @Nullable Rendering rendering = current;
    byte[] file;
    try {
      file = job.file();
    } catch (IOException | RuntimeException e) {
      finish(job, failed("its blocks cannot be read: " + e), Kind.PASSING);
      return rendering;
    }
    try {
      if (rendering == null) {
        rendering = factory.start();
        running.add(rendering);
        LOG.info("rendering process started native={}", rendering.isNative());
      }
    } catch (IOException | RuntimeException e) {
      metrics.counter("thumbnail_workers_ended_total", "reason", "start").increment();
      LOG.error("rendering process did not start cause='{}'", e.toString());
      finish(job, failed("nothing to render with: " + e.getMessage()), Kind.PASSING);
      return null;
    }
    return rendered(job, file, rendering);
  }

  private @Nullable Rendering rendered(Job job, byte[] file, Rendering rendering) {
    AtomicBoolean isLate = new AtomicBoolean();
    Future<?> kill =
        watch.schedule(
            () -> {
              isLate.set(true);
              rendering.kill();
            },
            renderSeconds,
            TimeUnit.SECONDS);
    ThumbnailKey key = job.key();
    ThumbnailFormat format = key.format();
    long beginNanos = System.nanoTime();
    try {
      Renderer.Outcome outcome = rendering.render(file, key.size(), format);
      kill.cancel(false);
      metrics
          .timer("thumbnail_render_seconds")
          .record(System.nanoTime() - beginNanos, TimeUnit.NANOSECONDS);
      finish(job, outcome, Kind.LASTING);
      return rendering;
    } catch (IOException | RuntimeException e) {
      kill.cancel(false);
      end(rendering);
      String reason = isLate.get() ? "time" : "crash";
      metrics.counter("thumbnail_workers_ended_total", "reason", reason).increment();
      LOG.warn("rendering process ended reason={} content={}", reason, key.content());
      finish(
          job,
          failed(
              isLate.get()
                  ? "not rendered within " + renderSeconds + " s"
                  : "the process that rendered it died"),
          Kind.PASSING);
      return null;
    }
  }

  private static Renderer.Outcome failed(String reason) {
    return Renderer.Outcome.refused(ItemStatus.FAILED, reason);
  }

  /** Whoever hears of it must not end a thread of the pool. */
  private static void finish(Job job, Renderer.Outcome outcome, Kind kind) {
    try {
      job.done(outcome, kind);
    } catch (RuntimeException e) {
      LOG.error("a thumbnail was not handed on", e);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      isClosed = true;
      lock.notifyAll();
    }
    watch.shutdown();
    running.forEach(Rendering::kill);
    for (Thread thread : threads) {
      thread.interrupt();
    }
    try {
      for (Thread thread : threads) {
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
