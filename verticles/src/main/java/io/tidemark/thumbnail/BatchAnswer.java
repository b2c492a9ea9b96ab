package io.tidemark.thumbnail;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer: asks for a few thumbnails at a time, writes each when it is ready, and asks for no
 * more while its reader does not read. Lives on the event loop of its connection.
 */
final class BatchAnswer {
  /** Asked for and not yet written; enough to keep all renderings busy. */
  static final int WINDOW = 16;

  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  /** Who takes nothing for so long has gone, or might as well have. */
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(120);

  private final Vertx vertx;
  private final Context loop;
  private final HttpServerResponse response;
  private final Thumbnails thumbnails;
  private final Framing framing;
  private final @Nullable GzipPieces gzip;
  private final MeterRegistry metrics;
  private final Runnable ended;
  private final List<Work> works = new ArrayList<>();
  private final Map<Work, Thumbnails.Ticket> asked = new HashMap<>();
  private int next;
  private int compressing;
  private boolean isOver;
  private boolean isPumping;
  private long stalledTimer = -1;

  /** A thumbnail, and the items that stand for it. */
  private record Work(ThumbnailKey key, ImageSource source, List<Integer> indexes) {}

  /**
   * @param ended called once, however it ends
   */
  BatchAnswer(
      Vertx vertx,
      HttpServerResponse response,
      Thumbnails thumbnails,
      Framing framing,
      @Nullable GzipPieces gzip,
      MeterRegistry metrics,
      Runnable ended) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.response = response;
    this.thumbnails = thumbnails;
    this.framing = framing;
    this.gzip = gzip;
    this.metrics = metrics;
    this.ended = ended;
  }

  void begin(ThumbnailRequest request, List<ImageSource> sources) {
    response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    response.closeHandler(closed -> abandon());
    response.exceptionHandler(failure -> abandon());
    response.drainHandler(drained -> {
      reads();
      pump();
    });
    if (gzip != null) {
      response.write(gzip.head());
    } else {
      response.writeHead();
    }
    Map<ThumbnailKey, Work> distinct = new LinkedHashMap<>();
    for (int index = 0; index < sources.size(); index++) {
      ImageSource source = sources.get(index);
      if (source.status() != ItemStatus.OK) {
        write(index, Rendered.refused(source.status()));
        continue;
      }
      ThumbnailKey key = new ThumbnailKey(source.content(), request.size(), request.format());
      distinct
          .computeIfAbsent(key, _ -> new Work(key, source, new ArrayList<>(1)))
          .indexes()
          .add(index);
    }
    works.addAll(distinct.values());
    pump();
  }

  /** Asks for what may be asked for; ends the answer when all is written. */
  private void pump() {
    if (isPumping) {
      return; // What came from memory was written by the loop below.
    }
    isPumping = true;
    while (!isOver
        && next < works.size()
        && asked.size() + compressing < WINDOW
        && !response.writeQueueFull()) {
      ask(works.get(next++));
    }
    isPumping = false;
    if (!isOver && next == works.size() && asked.isEmpty() && compressing == 0) {
      finish();
    } else if (!isOver && response.writeQueueFull()) {
      waits();
    }
  }

  private void ask(Work work) {
    Rendered ready = thumbnails.inMemory(work.key());
    if (ready != null) {
      write(work, ready);
      return;
    }
    asked.put(
        work,
        thumbnails.ask(
            this,
            work.key(),
            work.source(),
            rendered -> loop.runOnContext(back -> arrived(work, rendered))));
  }

  private void arrived(Work work, Rendered rendered) {
    if (!isOver && asked.remove(work) != null) {
      write(work, rendered);
      pump();
    }
  }

  private void write(Work work, Rendered rendered) {
    for (int index : work.indexes()) {
      write(index, rendered);
    }
  }

  private void write(int index, Rendered rendered) {
    metrics.counter("thumbnail_items_total", "status", rendered.status().wireName()).increment();
    if (gzip == null) {
      response.write(framing.item(index, rendered));
      return;
    }
    // Some 0.1 ms each: a thousand of them are not for an event loop.
    compressing++;
    vertx
        .executeBlocking(
            () -> {
              Buffer plain = framing.item(index, rendered);
              return new Buffer[] {plain, GzipPieces.compressed(plain)};
            },
            false)
        .onSuccess(pieces -> compressed(pieces[0], pieces[1]))
        .onFailure(failure -> {
          response.reset();
          abandon();
        });
  }

  private void compressed(Buffer plain, Buffer piece) {
    compressing--;
    if (!isOver && gzip != null) {
      gzip.sent(plain);
      response.write(piece);
      pump();
    }
  }

  private void waits() {
    if (stalledTimer < 0) {
      stalledTimer =
          vertx.setTimer(
              PATIENCE_MILLIS,
              late -> {
                metrics.counter("thumbnail_answers_ended_total", "reason", "stalled").increment();
                response.reset();
                over();
              });
    }
  }

  private void reads() {
    if (stalledTimer >= 0) {
      vertx.cancelTimer(stalledTimer);
      stalledTimer = -1;
    }
  }

  private void finish() {
    over();
    if (gzip == null) {
      response.end();
    } else {
      response.end(gzip.tail());
    }
  }

  /** The reader has gone: what has not begun is not rendered for it. */
  private void abandon() {
    if (!isOver) {
      metrics.counter("thumbnail_answers_ended_total", "reason", "left").increment();
      over();
    }
  }

  private void over() {
    if (!isOver) {
      isOver = true;
      reads();
      asked.values().forEach(Thumbnails.Ticket::cancel);
      asked.clear();
      ended.run();
    }
  }
}
