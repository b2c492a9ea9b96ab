package io.tidemark.commit;

import io.tidemark.commit.plan.Block;
import io.tidemark.commit.plan.Edit;
import io.tidemark.commit.plan.IdempotencyKey;
import io.tidemark.commit.plan.Origin;
import io.tidemark.flow.Caller;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.InvalidNameException;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.Names;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes requests apart, strictly: what comes out needs no further check of its form. */
final class Requests {
  private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

  private Requests() {}

  /**
   * @param device as the request says; null if it does not
   */
  static Origin origin(RoutingContext context, @Nullable String device) {
    Caller caller = Callers.of(context);
    String key = context.request().getHeader("Idempotency-Key");
    return new Origin(
        caller.user(),
        caller.userId(),
        Callers.device(caller, device),
        key == null ? null : new IdempotencyKey(caller.userId(), checked(key)),
        key == null ? "" : fingerprint(context));
  }

  private static String checked(String key) {
    boolean printable = key.chars().allMatch(unit -> unit > 0x20 && unit < 0x7f);
    if (key.isEmpty() || key.length() > Limits.IDEMPOTENCY_KEY_CHARS || !printable) {
      throw Problem.of(
          ProblemCode.MALFORMED,
          "the Idempotency-Key has "
              + key.length()
              + " characters; expected 1-"
              + Limits.IDEMPOTENCY_KEY_CHARS
              + " printable ones of ASCII without spaces");
    }
    return key;
  }

  /** What a key stands for: the method, the address and the body, byte for byte. */
  private static String fingerprint(RoutingContext context) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String line = context.request().method() + " " + context.request().path() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
      Buffer body = context.body().buffer();
      if (body != null) {
        digest.update(body.getBytes());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static @Nullable String device(JsonObject body) {
    String device = Bodies.optionalString(body, "device");
    return device == null
        ? null
        : Bodies.parse("device", device, "1-128 characters from [A-Za-z0-9._@-]", Ids::device);
  }

  static String name(String name) {
    try {
      return Names.normalise(name);
    } catch (InvalidNameException invalid) {
      throw Problem.of(ProblemCode.INVALID_NAME, invalid.getMessage());
    }
  }

  static List<String> path(String path) {
    try {
      return Names.parsePath(path);
    } catch (InvalidNameException invalid) {
      throw Problem.of(ProblemCode.INVALID_NAME, invalid.getMessage());
    }
  }

  /**
   * @param device the one that stands for edits that name none
   */
  static Edit edit(JsonObject body, @Nullable String device) {
    Long parentVersion = Bodies.optionalInteger(body, "parentVersion", 0, Limits.INTEGER_MAX);
    Instant mtime = Bodies.optionalInstant(body, "clientMtime");
    if (mtime != null && (mtime.isBefore(FIRST_TIME) || mtime.isAfter(LAST_TIME))) {
      throw Bodies.wrong("clientMtime", mtime, "a time in the years 1 to 9999");
    }
    return new Edit(parentVersion == null ? 0 : parentVersion, blocks(body), mtime, device);
  }

  private static List<Block> blocks(JsonObject body) {
    Object value = body.getValue("blocks");
    if (value instanceof JsonArray array && array.size() > Limits.BLOCKS_PER_VERSION) {
      throw Problem.of(
          ProblemCode.TOO_LARGE,
          "the version has "
              + array.size()
              + " blocks; at most "
              + Limits.BLOCKS_PER_VERSION
              + " are allowed");
    }
    List<JsonObject> objects = Bodies.objects(body, "blocks", Limits.BLOCKS_PER_VERSION);
    List<Block> blocks = new ArrayList<>(objects.size());
    for (JsonObject object : objects) {
      blocks.add(
          new Block(
              Bodies.parse(
                  "sha256",
                  Bodies.optionalString(object, "sha256"),
                  "a SHA-256 as 64 lower-case hex digits",
                  Ids::sha256),
              Bodies.integer(object, "size", 0, Limits.BLOCK_BYTES)));
    }
    return blocks;
  }

  /** The body; an empty object where there is none. */
  static JsonObject optionalBody(RoutingContext context) {
    Buffer body = context.body().buffer();
    return body == null || body.length() == 0 ? new JsonObject() : Bodies.object(context);
  }
}
