package io.tidemark.loadgen.fake;

import io.tidemark.protocol.FrameCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Those that pull: what they do not have yet, and who waits for more. */
final class FakePulls {
  /** Journal entries of one folder in one answer, so that a test sees more than one. */
  private static final int PAGE = 40;

  private final List<HttpServerRequest> held = new ArrayList<>();

  Buffer changes(List<FakeFolder> folders, String cursor) {
    Map<UUID, Long> marks = cursor == null ? Map.of() : FakePush.marks(cursor);
    JsonArray deltas = new JsonArray();
    StringBuilder next = new StringBuilder("none;");
    boolean more = false;
    for (FakeFolder folder : folders) {
      long from = marks.getOrDefault(folder.ns, 0L);
      long to = Math.min(folder.head(), from + PAGE);
      if (to > from) {
        deltas.add(new JsonObject(FrameCodec.encode(folder.delta(from, to))));
      }
      more |= to < folder.head();
      next.append(folder.ns).append('=').append(to).append(';');
    }
    return new JsonObject()
        .put("deltas", deltas)
        .put("resets", new JsonArray())
        .put("cursor", next.toString())
        .put("hasMore", more)
        .toBuffer();
  }

  void hold(List<FakeFolder> folders, HttpServerRequest request) {
    Map<UUID, Long> marks = FakePush.marks(request.getParam("cursor"));
    boolean owed = folders.stream().anyMatch(f -> f.head() > marks.getOrDefault(f.ns, 0L));
    if (owed) {
      answer(request);
    } else {
      held.add(request);
      request.connection().closeHandler(_ -> held.remove(request));
    }
  }

  void wake() {
    held.forEach(FakePulls::answer);
    held.clear();
  }

  private static void answer(HttpServerRequest request) {
    request.response().end("{\"changes\":true,\"backoffSeconds\":0}");
  }
}
