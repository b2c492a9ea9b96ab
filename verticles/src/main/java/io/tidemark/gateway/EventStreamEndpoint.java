package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.http.Authentication;
import io.tidemark.http.Problem;
import io.tidemark.session.StartingPoint;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/events}: server-sent events. */
final class EventStreamEndpoint {
  private static final int RETRY_MILLIS_MIN = 1_000;
  private static final int RETRY_MILLIS_MAX = 3_000;

  private final GatewayLoop loop;
  private final HeldStreams held;

  EventStreamEndpoint(GatewayLoop loop, HeldStreams held) {
    this.loop = loop;
    this.held = held;
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    // A browser that comes back by itself repeats its first URL: the header is newer.
    String last = request.getHeader("Last-Event-ID");
    String cursor = last == null || last.isEmpty() ? request.getParam("cursor") : last;
    StartingPoint start = DeviceQuery.start(loop.node().cursors(), cursor);
    loop.onLoop(
        Admission.enter(loop, Authentication.tokenOf(request)),
        admitted -> admitted(context, start, admitted));
  }

  private void admitted(
      RoutingContext context, @Nullable StartingPoint start, AsyncResult<Caller> admitted) {
    Caller caller = admitted.result();
    if (caller == null) {
      Refusal refusal = Refusal.of(admitted.cause());
      loop.node().metrics().closed(refusal.code());
      context.fail(refusal.toProblem());
      return;
    }
    String device;
    try {
      device = DeviceQuery.requiredDevice(caller, context.request());
    } catch (Problem problem) {
      Admission.leave(loop, caller);
      context.fail(problem);
      return;
    }
    HttpServerResponse response = context.response();
    if (response.closed()) {
      Admission.leave(loop, caller);
      return;
    }
    HeldStreams.Hold hold = held.hold(context.request());
    if (hold == null) {
      context.fail(Admission.refuseStream(loop, caller).toProblem());
      return;
    }
    begin(response);
    long session = loop.nextSession();
    EventStreamTransport transport =
        new EventStreamTransport(
            context.request(), session, loop.node().options().writeQueueBytes());
    Connection connection =
        new Connection(loop, session, transport, caller, loop.node().metrics().eventStreams());
    transport.whenDrained(connection::drained);
    Runnable gone =
        () -> {
          hold.release();
          connection.gone();
        };
    response.exceptionHandler(_ -> gone.run());
    response.closeHandler(_ -> gone.run());
    response.endHandler(_ -> gone.run());
    connection.hello(device, start);
  }

  private void begin(HttpServerResponse response) {
    response.setWriteQueueMaxSize(loop.node().options().writeQueueBytes());
    response.setChunked(true);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no");
    int retryMillis = ThreadLocalRandom.current().nextInt(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
    response.write("retry: " + retryMillis + "\n\n");
  }
}
