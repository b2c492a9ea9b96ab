package io.tidemark.config;

import java.util.UUID;

/**
 * Every key in Redis, in one place. All have a lifetime, none is the only copy of anything that
 * cannot be rebuilt.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>type</th><th>holds</th><th>lives</th></tr>
 * <tr><td>{@code tm:{ns}:head}</td><td>string or hash</td><td>epoch and newest seq of a namespace
 *   that the relay has seen</td><td>{@code tail.seconds} after its last change</td></tr>
 * <tr><td>{@code tm:{ns}:tail}</td><td>stream or list</td><td>the newest {@code tail.entries}
 *   journal entries, without a hole</td><td>{@code tail.seconds} after its last change</td></tr>
 * <tr><td>{@code tm:w:{user}:device}</td><td>hash</td><td>namespace → {@code epoch:joined:seq}
 *   that the device has applied; {@code ~} → how it was seen last</td><td>{@code
 *   watermarks.retentionDays} after the device's last sign of life</td></tr>
 * <tr><td>{@code tm:d:{user}}</td><td>sorted set</td><td>the user's devices by the second when they
 *   were seen last</td><td>{@code watermarks.retentionDays} after that of the newest</td></tr>
 * <tr><td>{@code tm:incarnation}</td><td>string</td><td>a random value: another one after a flush
 *   </td><td>30 days after a hub looked at it last</td></tr>
 * </table>
 *
 * <p>The braces are part of the keys: in a Redis cluster they keep the keys that one script touches
 * on one node.
 */
public final class RedisKeys {
  private RedisKeys() {}

  /** A random value of this Redis: another one after a flush. */
  public static final String INCARNATION = "tm:incarnation";

  public static String head(UUID ns) {
    return "tm:{" + ns + "}:head";
  }

  public static String tail(UUID ns) {
    return "tm:{" + ns + "}:tail";
  }

  public static String devices(String user) {
    return "tm:d:{" + user + "}";
  }

  /**
   * @param device empty: what the keys of all devices of the user begin with
   */
  public static String watermarks(String user, String device) {
    return "tm:w:{" + user + "}:" + device;
  }

  /** What finds all watermarks, for {@code SCAN}. */
  public static String allWatermarks() {
    return "tm:w:*";
  }
}
