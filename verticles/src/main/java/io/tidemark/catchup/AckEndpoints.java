package io.tidemark.catchup;

import io.tidemark.flow.Caller;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/ack}: a device that cannot say so on its connection has applied something. */
public final class AckEndpoints implements Endpoints {
  private final Memberships memberships;
  private final WatermarkStore watermarks;

  public AckEndpoints(Memberships memberships, WatermarkStore watermarks) {
    this.memberships = memberships;
    this.watermarks = watermarks;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/ack").handler(this::acknowledge);
  }

  private void acknowledge(RoutingContext context) {
    Caller caller = Callers.of(context);
    JsonObject body = Bodies.object(context);
    String named =
        Bodies.named(body, "device", Ids::device, "1-128 characters from [A-Za-z0-9._@-]");
    String bound = Callers.device(caller, named);
    String device = bound == null ? named : bound;
    Map<UUID, Long> applied = watermarks(body);
    memberships
        .known(caller.userId())
        .compose(known -> possible(applied, known, caller.userId()))
        .onSuccess(mine -> {
          remember(new DeviceName(caller.user(), device), applied, mine);
          Answers.empty(context);
        })
        .onFailure(context::fail);
  }

  private static Map<UUID, Long> watermarks(JsonObject body) {
    JsonObject object = Bodies.optionalObject(body, "watermarks");
    if (object == null) {
      throw Bodies.wrong("watermarks", null, "an object of namespace to seq");
    }
    if (object.size() > Limits.HELLO_NAMESPACES) {
      throw Bodies.wrong(
          "watermarks",
          object.size() + " namespaces",
          "an object with at most " + Limits.HELLO_NAMESPACES);
    }
    Map<UUID, Long> watermarks = HashMap.newHashMap(object.size());
    for (String name : object.fieldNames()) {
      UUID ns = Bodies.parse("watermarks", name, "a namespace's UUID", Ids::uuid);
      watermarks.put(ns, Bodies.count(object, name));
    }
    return watermarks;
  }

  /** What this node does not know of, the database may. */
  private Future<List<Membership>> possible(
      Map<UUID, Long> applied, Memberships.Known known, UUID userId) {
    try {
      refuseUnlessPossible(applied, known.memberships());
      return Future.succeededFuture(known.memberships());
    } catch (Problem problem) {
      return known.certain()
          ? Future.failedFuture(problem)
          : memberships
              .current(userId)
              .map(mine -> {
                refuseUnlessPossible(applied, mine);
                return mine;
              });
    }
  }

  private void remember(DeviceName device, Map<UUID, Long> applied, List<Membership> mine) {
    for (Membership in : mine) {
      Long seq = applied.get(in.ns());
      if (seq != null) {
        watermarks.put(device, in.ns(), in.watermark(seq));
      }
    }
  }

  private static void refuseUnlessPossible(Map<UUID, Long> applied, List<Membership> mine) {
    Map<UUID, Long> heads = HashMap.newHashMap(mine.size());
    mine.forEach(info -> heads.put(info.ns(), info.head()));
    applied.forEach((ns, seq) -> {
      @Nullable Long head = heads.get(ns);
      if (head == null) {
        throw Problem.of(
            ProblemCode.NOT_FOUND, "there is no namespace " + ns + " that you are a member of");
      }
      if (seq > head) {
        throw Bodies.wrong("watermarks." + ns, seq, "a seq up to the namespace's head, " + head);
      }
    });
  }
}
