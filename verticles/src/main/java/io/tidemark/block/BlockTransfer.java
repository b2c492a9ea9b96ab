package io.tidemark.block;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.block.SignedUrls.Method;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT}, {@code GET} and {@code HEAD /v1/blocks/{sha256}}: moves one block under a signed
 * URL, which is all the right that is needed.
 */
final class BlockTransfer implements Endpoints {
  static final int UPLOADS = 256;
  private static final int DOWNLOADS = 1024;

  /** 8 MiB in that time are 28 kB/s: whoever is slower holds a place that others wait for. */
  private static final long UPLOAD_MILLIS = TimeUnit.MINUTES.toMillis(5);

  private final Vertx vertx;
  private final BlockStore store;
  private final BlockIndex index;
  private final SignedUrls urls;
  private final WorkerExecutor workers;
  private final InstantSource clock;
  private final Semaphore uploads = new Semaphore(UPLOADS);
  private final Semaphore downloads = new Semaphore(DOWNLOADS);
  private final Counter rejected;
  private final Counter uploadedBytes;
  private final Counter downloadedBytes;
  private final Counter downloadErrors;

  BlockTransfer(
      Vertx vertx,
      BlockStore store,
      BlockIndex index,
      SignedUrls urls,
      WorkerExecutor workers,
      InstantSource clock,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.store = store;
    this.index = index;
    this.urls = urls;
    this.workers = workers;
    this.clock = clock;
    this.rejected = metrics.counter("blocks_rejected_total", "reason", "transfers");
    this.uploadedBytes = metrics.counter("block_uploaded_bytes_total");
    this.downloadedBytes = metrics.counter("block_downloaded_bytes_total");
    this.downloadErrors = metrics.counter("block_download_errors_total");
  }

  @Override
  public void mount(Router router) {
    router.put(SignedUrls.PATH + ":sha256").handler(this::put);
    router.get(SignedUrls.PATH + ":sha256").handler(this::get);
    router.head(SignedUrls.PATH + ":sha256").handler(this::get);
  }

  private void put(RoutingContext context) {
    HttpServerRequest request = context.request();
    String sha256 = sha256(context);
    long sizeBytes = allowed(Method.PUT, sha256, request);
    checkLength(request, sizeBytes);
    take(uploads);
    long patience = vertx.setTimer(UPLOAD_MILLIS, tooLong -> request.connection().close());
    Context loop = vertx.getOrCreateContext();
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
    BlockUpload.of(request, store.writer(sha256, sizeBytes), workers)
        .compose(stored -> index.add(sha256, sizeBytes))
        .onComplete(done -> {
          uploads.release();
          vertx.cancelTimer(patience);
          loop.runOnContext(back -> {
            if (done.failed()) {
              context.fail(done.cause());
              return;
            }
            uploadedBytes.increment((double) sizeBytes);
            Answers.json(
                context, 201, new JsonObject().put("sha256", sha256).put("size", sizeBytes));
          });
        });
  }

  private static void checkLength(HttpServerRequest request, long sizeBytes) {
    String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (header == null) {
      throw Problem.of(
          ProblemCode.LENGTH_REQUIRED, "send Content-Length: " + sizeBytes + ", not chunks");
    }
    if (!header.equals(Long.toString(sizeBytes))) {
      throw Problem.of(
          ProblemCode.HASH_MISMATCH,
          "the URL is for " + sizeBytes + " bytes but Content-Length is " + header);
    }
  }

  private void get(RoutingContext context) {
    HttpServerRequest request = context.request();
    String sha256 = sha256(context);
    long sizeBytes = allowed(Method.GET, sha256, request);
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.ETAG, "\"" + sha256 + "\"");
    // What a hash stands for never changes. Private: the URL is a right that a shared cache must
    // not hand out.
    response.putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable");
    if (("\"" + sha256 + "\"").equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    take(downloads);
    workers
        .executeBlocking(() -> store.sizeBytes(sha256), false)
        .compose(found -> send(context, sha256, sizeBytes, found))
        .onComplete(sent -> {
          downloads.release();
          if (sent.failed()) {
            downloadErrors.increment();
            context.fail(sent.cause());
          }
        });
  }

  private Future<Void> send(RoutingContext context, String sha256, long sizeBytes, long found) {
    HttpServerResponse response = context.response();
    if (response.closed()) {
      return Future.succeededFuture(); // The client left; that is no fault of the store.
    }
    if (found != sizeBytes) {
      response.headers().clear();
      return Future.failedFuture(
          Problem.of(
              ProblemCode.NOT_FOUND,
              found < 0
                  ? "block " + sha256 + " is not in the store"
                  : "block " + sha256 + " has " + found + " bytes, not " + sizeBytes));
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (HttpMethod.HEAD.equals(context.request().method())) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(found));
      return response.end();
    }
    ByteRange range = ByteRange.of(context.request().getHeader("Range"), found);
    long from = range == null ? 0 : range.from();
    long length = range == null ? found : range.length();
    if (range != null) {
      response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_RANGE, range.of(found));
    }
    if (length == 0) {
      return response.end();
    }
    downloadedBytes.increment((double) length);
    return response
        .sendFile(store.path(sha256).toString(), from, length)
        .recover(
            failure -> response.closed() ? Future.succeededFuture() : Future.failedFuture(failure));
  }

  private long allowed(Method method, String sha256, HttpServerRequest request) {
    return urls.check(
        method,
        sha256,
        request.getParam("size"),
        request.getParam("expires"),
        request.getParam("signature"),
        clock.instant());
  }

  private static String sha256(RoutingContext context) {
    @Nullable String sha256 = context.pathParam("sha256");
    return Bodies.parse("the block in the path", sha256, "64 lower-case hex digits", Ids::sha256);
  }

  private void take(Semaphore places) {
    if (!places.tryAcquire()) {
      rejected.increment();
      throw Problem.retry(
          ProblemCode.UNAVAILABLE, "too many blocks are moving just now; come back", 1);
    }
  }
}
