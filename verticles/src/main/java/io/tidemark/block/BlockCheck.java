package io.tidemark.block;

import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.journal.Access;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code POST /v1/blocks/check}: which of these blocks must be uploaded, and where to. For those
 * who may write in the namespace: that a block is known tells that somebody has that content.
 */
final class BlockCheck implements Endpoints {
  private final Namespaces namespaces;
  private final BlockIndex index;
  private final SignedUrls urls;
  private final InstantSource clock;

  BlockCheck(Namespaces namespaces, BlockIndex index, SignedUrls urls, InstantSource clock) {
    this.namespaces = namespaces;
    this.index = index;
    this.urls = urls;
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/blocks/check").handler(this::check);
  }

  private void check(RoutingContext context) {
    JsonObject body = Bodies.object(context);
    UUID ns = Bodies.uuid(body, "ns");
    Map<String, Long> asked = asked(Bodies.objects(body, "blocks", Limits.BLOCKS_PER_CHECK));
    namespaces
        .access(Callers.of(context).userId(), ns)
        .compose(access -> {
          mayWrite(access);
          return index.known(asked.keySet());
        })
        .map(known -> missing(asked, known))
        .onSuccess(missing -> Answers.json(context, 200, missing))
        .onFailure(context::fail);
  }

  private static Map<String, Long> asked(List<JsonObject> blocks) {
    Map<String, Long> asked = LinkedHashMap.newLinkedHashMap(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      JsonObject block = blocks.get(i);
      String sha256 =
          Bodies.parse(
              "blocks[" + i + "].sha256",
              Bodies.optionalString(block, "sha256"),
              "64 lower-case hex digits",
              Ids::sha256);
      long size = Bodies.integer(block, "size", 0, Limits.BLOCK_BYTES);
      Long before = asked.putIfAbsent(sha256, size);
      if (before != null && before != size) {
        throw Bodies.wrong("blocks[" + i + "].size", size, before + ", as given before,");
      }
    }
    return asked;
  }

  private static void mayWrite(Access access) {
    if (!access.role().covers(Role.EDITOR)) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "you are " + access.role().wireName() + " of " + access.ns() + "; editor was expected");
    }
  }

  private JsonObject missing(Map<String, Long> asked, Map<String, Long> known) {
    Instant now = clock.instant();
    String expiry = urls.expiry(now).toString();
    JsonArray missing = new JsonArray();
    asked.forEach((sha256, size) -> {
      // A block that is known with another size is none of that hash: its upload will tell.
      if (!size.equals(known.get(sha256))) {
        missing.add(
            new JsonObject()
                .put("sha256", sha256)
                .put("putUrl", urls.putUrl(sha256, size, now))
                .put("expiresAt", expiry));
      }
    });
    return new JsonObject().put("missing", missing);
  }
}
