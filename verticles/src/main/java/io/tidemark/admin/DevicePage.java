package io.tidemark.admin;

import io.tidemark.journal.Access;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some of a folder's devices.
 *
 * @param ages for how many seconds an entry has been there, by its {@code seq}
 * @param nextPageToken null on the last page
 */
record DevicePage(
    Access folder,
    List<FolderDevice> devices,
    Map<Long, Double> ages,
    @Nullable String nextPageToken) {

  DevicePage(Access folder, List<FolderDevice> devices, @Nullable String nextPageToken) {
    this(folder, devices, new HashMap<>(), nextPageToken);
  }

  JsonObject json() {
    JsonArray array = new JsonArray();
    devices.forEach(device -> array.add(json(device)));
    JsonObject page =
        new JsonObject()
            .put("ns", folder.ns().toString())
            .put("epoch", folder.epoch())
            .put("head", folder.head())
            .put("devices", array);
    if (nextPageToken != null) {
      page.put("nextPageToken", nextPageToken);
    }
    return page;
  }

  private JsonObject json(FolderDevice device) {
    JsonObject json =
        new JsonObject()
            .put("user", device.state().name().user())
            .put("device", device.state().name().device())
            .put("connected", device.state().connected())
            .put("lastSeenAt", Instant.ofEpochSecond(device.state().seenSeconds()).toString())
            .put("watermark", device.watermark())
            .put("behindEntries", folder.head() - device.watermark());
    if (!device.state().transport().isEmpty()) {
      json.put("transport", device.state().transport());
    }
    Double age = device.watermark() == folder.head() ? Double.valueOf(0) : age(device);
    if (age != null) {
      json.put("behindSeconds", age);
    }
    return json;
  }

  /** Of the first entry that it does not have; null where the journal does not reach back. */
  private @Nullable Double age(FolderDevice device) {
    return ages.get(device.watermark() + 1);
  }
}
