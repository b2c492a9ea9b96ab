package io.tidemark.thumbnail;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.Renderer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/thumbnails}, many in a stream, and {@code GET /v1/thumbnails/{fileId}}, one. */
final class ThumbnailEndpoints implements Endpoints {
  private static final int RETRY_SECONDS = 2;

  private final Vertx vertx;
  private final ImageLocator locator;
  private final Thumbnails thumbnails;
  private final Semaphore places;
  private final int answersMax;
  private final MeterRegistry metrics;

  /**
   * @param answersMax under way at once, of both kinds
   */
  ThumbnailEndpoints(
      Vertx vertx,
      ImageLocator locator,
      Thumbnails thumbnails,
      int answersMax,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.locator = locator;
    this.thumbnails = thumbnails;
    this.places = new Semaphore(answersMax);
    this.answersMax = answersMax;
    this.metrics = metrics;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/thumbnails").handler(this::many);
    router.get("/v1/thumbnails/:fileId").handler(this::one);
  }

  private void many(RoutingContext context) {
    ThumbnailRequest request = ThumbnailRequest.of(Bodies.object(context));
    Framing framing = framing(context.request().getHeader(HttpHeaders.ACCEPT));
    boolean compressed =
        framing == Framing.NDJSON
            && acceptsGzip(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
    Runnable leave = enter();
    locator
        .locate(Callers.of(context).userId(), request.items())
        .onFailure(failure -> {
          leave.run();
          context.fail(failure);
        })
        .onSuccess(sources -> {
          HttpServerResponse response = context.response();
          if (response.closed()) {
            leave.run();
            return;
          }
          head(response, framing, compressed);
          new BatchAnswer(
                  vertx,
                  response,
                  thumbnails,
                  framing,
                  compressed ? new GzipPieces() : null,
                  metrics,
                  leave)
              .begin(request, sources);
        });
  }

  private static void head(HttpServerResponse response, Framing framing, boolean compressed) {
    response.setChunked(true);
    response.putHeader(HttpHeaders.CONTENT_TYPE, framing.contentType());
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
    response.putHeader("X-Accel-Buffering", "no"); // A proxy must not gather what is streamed.
    if (compressed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
  }

  private void one(RoutingContext context) {
    UUID fileId = Bodies.pathUuid(context, "fileId");
    int size = ThumbnailRequest.size(context.request().getParam("size", "256"));
    var format = ThumbnailRequest.format(context.request().getParam("format"));
    long version = Bodies.queryInteger(context, "version", 1, Limits.INTEGER_MAX, 0);
    Runnable leave = enter();
    context.addEndHandler(end -> leave.run());
    Context loop = vertx.getOrCreateContext();
    locator
        .locate(Callers.of(context).userId(), List.of(new ThumbnailRequest.Item(fileId, version)))
        .onFailure(context::fail)
        .onSuccess(sources -> {
          ImageSource source = sources.getFirst();
          if (source.status() != ItemStatus.OK) {
            context.fail(refusal(source.status(), fileId));
            return;
          }
          ThumbnailKey key = new ThumbnailKey(source.content(), size, format);
          String tag = "\"" + key.name() + "\"";
          if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            tagged(context.response(), tag).setStatusCode(304).end();
            return;
          }
          Rendered ready = thumbnails.inMemory(key);
          if (ready != null) {
            answer(context, fileId, tag, ready);
            return;
          }
          var ticket =
              thumbnails.ask(
                  context,
                  key,
                  source,
                  rendered -> loop.runOnContext(back -> answer(context, fileId, tag, rendered)));
          context.response().closeHandler(closed -> ticket.cancel());
        });
  }

  private void answer(RoutingContext context, UUID fileId, String tag, Rendered rendered) {
    if (context.response().closed() || context.response().ended()) {
      return;
    }
    metrics.counter("thumbnail_items_total", "status", rendered.status().wireName()).increment();
    if (!rendered.isOk()) {
      context.fail(refusal(rendered.status(), fileId));
      return;
    }
    tagged(context.response(), tag)
        .putHeader(HttpHeaders.CONTENT_TYPE, rendered.format().contentType())
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(rendered.bytes()));
  }

  /** The caller's right is asked for each time: what is kept is the bytes, not the right. */
  private static HttpServerResponse tagged(HttpServerResponse response, String tag) {
    return response
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }

  private static Problem refusal(ItemStatus status, UUID fileId) {
    String file = "file '" + fileId + "'";
    return switch (status) {
      case UNSUPPORTED ->
          Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              file + " is none of JPEG, PNG, GIF, BMP, TIFF, WebP by its content");
      case FORBIDDEN -> Problem.of(ProblemCode.FORBIDDEN, file + " is not yours to see");
      case NOT_FOUND -> Problem.of(ProblemCode.NOT_FOUND, file + ", or that version, is not there");
      case TOO_LARGE ->
          Problem.of(
              ProblemCode.TOO_LARGE,
              "%s has more than %d bytes or too many pixels to decode"
                  .formatted(file, Renderer.SOURCE_BYTES_MAX));
      case FAILED, OK ->
          Problem.of(
              ProblemCode.IMAGE_UNREADABLE, file + " is broken, or takes too long to decode");
    };
  }

  /** Takes a place; what is returned gives it back, once. */
  private Runnable enter() {
    if (!places.tryAcquire()) {
      metrics.counter("thumbnails_rejected_total", "reason", "answers").increment();
      throw Problem.retry(
          ProblemCode.UNAVAILABLE,
          answersMax + " requests for thumbnails are under way, which is the most; come back",
          RETRY_SECONDS);
    }
    AtomicBoolean isBack = new AtomicBoolean();
    return () -> {
      if (isBack.compareAndSet(false, true)) {
        places.release();
      }
    };
  }

  private static Framing framing(@Nullable String accept) {
    return accept != null && accept.contains(Framing.BINARY.contentType())
        ? Framing.BINARY
        : Framing.NDJSON;
  }

  private static boolean acceptsGzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    for (String coding : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = coding.strip().split(";");
      if (parts[0].strip().equals("gzip")) {
        return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }
}
