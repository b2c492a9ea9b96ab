package io.tidemark.journal;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script that Redis knows by its hash.
 *
 * @param sha1 as {@code SCRIPT LOAD} answers
 */
public record RedisScript(String text, String sha1) {

  static RedisScript of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new RedisScript(text, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** A call of the script; add its arguments to it. */
  public Request on(List<String> keys) {
    Request request = Request.cmd(Command.EVALSHA).arg(sha1).arg(keys.size());
    keys.forEach(request::arg);
    return request;
  }
}
