package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.http.Authentication;
import io.tidemark.http.Bodies;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.session.StartingPoint;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/changes/longpoll}: waits until there is something that a cursor does not have. */
final class LongPollEndpoint {
  private static final long SECONDS_DEFAULT = 30;

  /** Polls that began together do not all end together: up to this part of the time earlier. */
  private static final int JITTER_PARTS = 10;

  private final GatewayLoop loop;
  private final HeldStreams held;

  LongPollEndpoint(GatewayLoop loop, HeldStreams held) {
    this.loop = loop;
    this.held = held;
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    StartingPoint start = DeviceQuery.start(loop.node().cursors(), request.getParam("cursor"));
    long seconds =
        Bodies.queryInteger(
            context, "timeoutSeconds", 1, Limits.LONG_POLL_SECONDS, SECONDS_DEFAULT);
    loop.onLoop(
        Admission.enter(loop, Authentication.tokenOf(request)),
        admitted -> admitted(context, start, seconds * 1000, admitted));
  }

  private void admitted(
      RoutingContext context,
      @Nullable StartingPoint start,
      long millis,
      AsyncResult<Caller> admitted) {
    Caller caller = admitted.result();
    if (caller == null) {
      Refusal refusal = Refusal.of(admitted.cause());
      loop.node().metrics().closed(refusal.code());
      context.fail(refusal.toProblem());
      return;
    }
    String device;
    try {
      device = device(caller, context.request(), start);
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
    long jitter = ThreadLocalRandom.current().nextLong(millis / JITTER_PARTS);
    LongPollTransport transport =
        new LongPollTransport(loop, context, GatewayLoop.nowMillis() + millis - jitter);
    Connection connection =
        new Connection(
            loop, loop.nextSession(), transport, caller, loop.node().metrics().longPolls());
    transport.waitFor(connection);
    Runnable gone =
        () -> {
          hold.release();
          connection.gone();
        };
    response.exceptionHandler(_ -> gone.run());
    response.closeHandler(_ -> gone.run());
    connection.hello(device, start);
  }

  /** A cursor stands for itself; without one it has to be known whose watermarks count. */
  private static @Nullable String device(
      Caller caller, HttpServerRequest request, @Nullable StartingPoint start) {
    String device = DeviceQuery.device(caller, request);
    if (device == null && start == null) {
      throw Problem.of(
          ProblemCode.MALFORMED,
          "the query has neither 'cursor' nor 'device'; expected the cursor that the device has, or"
              + " its name");
    }
    return device;
  }
}
