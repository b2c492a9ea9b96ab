package io.tidemark.catchup;

import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Watermark;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Devices as Redis has them; what is not of this form was written by a hub of another version. */
final class StoredDevices {
  private static final String PRESENCE = "~";
  private static final Pattern WATERMARK = Pattern.compile("(\\d{1,10}):(\\d{1,18}):(\\d{1,18})");
  private static final Pattern SEEN = Pattern.compile("([A-Z]+):([a-z]*):.*");

  /** A connected device is noted again at least this often; else its node is gone. */
  private static final long CONNECTED_SECONDS = 900;

  private static final int DEVICE_VALUES = 4;

  private StoredDevices() {}

  /** Of the hash of one device; to be added to. */
  static Map<UUID, Watermark> watermarks(@Nullable Response hash) {
    Map<UUID, Watermark> watermarks = new HashMap<>();
    if (hash != null) {
      for (String ns : hash.getKeys()) {
        Watermark watermark = ns.equals(PRESENCE) ? null : watermark(hash.get(ns).toString());
        if (watermark != null) {
          watermarks.put(UUID.fromString(ns), watermark);
        }
      }
    }
    return watermarks;
  }

  /** Of the answer of devices_read.lua. */
  static void addDevices(String user, Response answer, List<DeviceState> found) {
    long nowSeconds = answer.get(0).toLong();
    for (int index = 1; index + DEVICE_VALUES <= answer.size(); index += DEVICE_VALUES) {
      long seenSeconds = (long) Double.parseDouble(answer.get(index + 1).toString());
      Matcher seen = SEEN.matcher(answer.get(index + 2).toString());
      boolean known = seen.matches();
      found.add(
          new DeviceState(
              new DeviceName(user, answer.get(index).toString()),
              known ? seen.group(2) : "",
              known
                  && seen.group(1).equals(DevicePresence.Kind.CONNECTED.name())
                  && nowSeconds - seenSeconds <= CONNECTED_SECONDS,
              seenSeconds,
              watermark(answer.get(index + 3).toString())));
    }
  }

  private static @Nullable Watermark watermark(String text) {
    Matcher matcher = WATERMARK.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long epoch = Long.parseLong(matcher.group(1));
    return epoch > Integer.MAX_VALUE
        ? null
        : new Watermark(
            (int) epoch, Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }
}
