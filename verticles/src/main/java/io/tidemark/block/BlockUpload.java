package io.tidemark.block;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Carries one request's body to a {@link BlockWriter}: gathers up to {@value #CHUNK_BYTES} bytes,
 * then reads no more from the socket until a worker has written them. A block below that size is
 * one task.
 *
 * <p>Lives on the request's event loop.
 */
final class BlockUpload {
  static final int CHUNK_BYTES = 256 * 1024;

  private final HttpServerRequest request;
  private final BlockWriter writer;
  private final WorkerExecutor workers;
  private final Promise<Void> outcome = Promise.promise();
  private Buffer gathered = Buffer.buffer();
  private boolean isWriting;
  private boolean hasEnded;
  private boolean isBroken;

  private BlockUpload(HttpServerRequest request, BlockWriter writer, WorkerExecutor workers) {
    this.request = request;
    this.writer = writer;
    this.workers = workers;
  }

  /** The future completes when the block is safe; it fails with nothing kept. */
  static Future<Void> of(HttpServerRequest request, BlockWriter writer, WorkerExecutor workers) {
    BlockUpload upload = new BlockUpload(request, writer, workers);
    request.handler(upload::take);
    request.endHandler(end -> upload.end());
    request.exceptionHandler(cut -> upload.breakOff());
    return upload.outcome.future();
  }

  private void take(Buffer part) {
    if (isBroken) {
      return;
    }
    gathered.appendBuffer(part);
    if (gathered.length() >= CHUNK_BYTES && !isWriting) {
      write();
    }
  }

  private void write() {
    isWriting = true;
    request.pause();
    byte[] bytes = gathered.getBytes();
    gathered = Buffer.buffer();
    workers
        .executeBlocking(
            () -> {
              writer.append(bytes);
              return null;
            },
            false)
        .onComplete(written -> {
          isWriting = false;
          if (written.failed()) {
            isBroken = true;
            outcome.tryFail(written.cause());
          } else if (isBroken) {
            abandon();
          } else if (hasEnded) {
            finish();
          } else {
            request.resume();
          }
        });
  }

  private void end() {
    hasEnded = true;
    if (!isWriting && !isBroken) {
      finish();
    }
  }

  private void finish() {
    isWriting = true; // Nothing may come in between: a client that leaves now changes nothing.
    byte[] rest = gathered.getBytes();
    workers
        .<Void>executeBlocking(
            () -> {
              if (rest.length > 0) {
                writer.append(rest);
              }
              writer.finish();
              return null;
            },
            false)
        .onComplete(outcome);
  }

  private void breakOff() {
    if (hasEnded || isBroken) {
      return;
    }
    isBroken = true;
    if (!isWriting) {
      abandon();
    }
  }

  private void abandon() {
    workers
        .executeBlocking(
            () -> {
              writer.abandon();
              return null;
            },
            false)
        .onComplete(abandoned ->
            outcome.tryFail(
                Problem.of(
                    ProblemCode.MALFORMED, "the connection was cut before the block's end")));
  }
}
