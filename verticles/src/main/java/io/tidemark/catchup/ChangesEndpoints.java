package io.tidemark.catchup;

import io.tidemark.flow.Caller;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.InvalidCursorException;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.session.StartingPoint;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/changes}: all that a device does not have yet, for a device that only pulls. */
public final class ChangesEndpoints implements Endpoints {
  private final Memberships memberships;
  private final ChangeSource source;
  private final WatermarkStore watermarks;
  private final CursorCodec cursors;

  public ChangesEndpoints(
      Memberships memberships,
      ChangeSource source,
      WatermarkStore watermarks,
      CursorCodec cursors) {
    this.memberships = memberships;
    this.source = source;
    this.watermarks = watermarks;
    this.cursors = cursors;
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/changes").handler(this::read);
  }

  private void read(RoutingContext context) {
    Caller caller = Callers.of(context);
    String device = device(context, caller);
    String cursor = context.request().getParam("cursor");
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.JOURNAL_PAGE, Limits.JOURNAL_PAGE);
    DeviceName name = new DeviceName(caller.user(), device);
    watermarks.seen(name, DevicePresence.PULLED);
    memberships
        .currentOrLast(caller.userId())
        .compose(mine ->
            start(name, cursor)
                .map(start -> remembered(PullPlan.of(mine, start), start, name, mine)))
        .compose(plan -> fill(new PullAnswer(plan, limit), plan.behind(), 0))
        .onSuccess(answer -> Answers.json(context, 200, answer.json(cursors)))
        .onFailure(context::fail);
  }

  private static String device(RoutingContext context, Caller caller) {
    String asked = context.request().getParam("device");
    String device =
        Bodies.parse(
            "device",
            asked == null ? caller.device() : asked,
            "1-128 characters from [A-Za-z0-9._@-]",
            Ids::device);
    String bound = Callers.device(caller, device);
    return bound == null ? device : bound;
  }

  private Future<StartingPoint> start(DeviceName device, @Nullable String text) {
    if (text == null) {
      // Without Redis nobody knows where the device is; it may come back with a cursor, or later.
      return watermarks.get(device).map(StartingPoint.Remembered::new);
    }
    Cursor cursor;
    try {
      cursor = cursors.decode(text);
    } catch (InvalidCursorException e) {
      return Future.failedFuture(
          Problem.of(ProblemCode.INVALID_CURSOR, String.valueOf(e.getMessage())));
    }
    return cursor.partial()
        ? watermarks
            .get(device)
            .otherwise(Map.of())
            .map(known -> new StartingPoint.Position(cursor, known))
        : Future.succeededFuture(new StartingPoint.Position(cursor));
  }

  /**
   * A device that brings a cursor has what it names. The next cursor may have no room for it, so
   * the hub has to know.
   */
  private PullPlan remembered(
      PullPlan plan, StartingPoint start, DeviceName device, List<Membership> mine) {
    if (start instanceof StartingPoint.Position(Cursor cursor, _)) {
      for (Membership in : mine) {
        CursorPosition at = cursor.positions().get(in.ns());
        if (at != null && at.equals(plan.positions().get(in.ns()))) {
          watermarks.put(device, in.ns(), in.watermark(at.seq()));
        }
      }
    }
    return plan;
  }

  /** One namespace after the other: a pull is to be cheap for the hub, not quick. */
  private Future<PullAnswer> fill(PullAnswer answer, List<Membership> behind, int index) {
    if (index == behind.size()) {
      return Future.succeededFuture(answer);
    }
    if (answer.room() <= 0) {
      answer.cutOff();
      return Future.succeededFuture(answer);
    }
    Membership info = behind.get(index);
    return source
        .read(info.ns(), info.epoch(), answer.watermark(info), answer.room())
        .compose(page -> {
          answer.add(info, page);
          return fill(answer, behind, index + 1);
        });
  }
}
