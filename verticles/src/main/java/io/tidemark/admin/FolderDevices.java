package io.tidemark.admin;

import io.tidemark.config.Resources;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Watermark;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.PageToken;
import io.tidemark.journal.Access;
import io.tidemark.journal.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The devices of a folder's members and how far each is, some members at a time: a page costs a
 * bounded amount of work, however many members have no device.
 */
final class FolderDevices {
  private static final String MEMBERS = Resources.text(FolderDevices.class, "members_from.sql");
  private static final String AGES = Resources.text(FolderDevices.class, "entry_ages.sql");
  private static final int MEMBERS_PER_PAGE = 200;
  private static final Pattern KEY = Pattern.compile("[^/]+/[^/]+");

  /** Comes after the name of every device. */
  private static final String LAST = "~";

  private final Database database;
  private final WatermarkStore watermarks;

  FolderDevices(Database database, WatermarkStore watermarks) {
    this.database = database;
    this.watermarks = watermarks;
  }

  /** Whether pages of this listing end with keys of this form. */
  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  /**
   * The devices after {@code after}.
   *
   * @param after the key of the last one of the page before; empty for the first page
   */
  Future<DevicePage> page(Access folder, String after, int limit) {
    int slash = after.indexOf('/');
    String user = slash < 0 ? "" : after.substring(0, slash);
    String device = after.substring(slash + 1);
    return members(folder.ns(), user)
        .compose(members ->
            watermarks
                .devices(folder.ns(), List.copyOf(members.keySet()))
                .map(states -> page(folder, members, states, new DeviceName(user, device), limit)))
        .compose(this::withAges);
  }

  private Future<Map<String, Long>> members(UUID ns, String from) {
    return database
        .query(MEMBERS, Tuple.of(ns, from, MEMBERS_PER_PAGE))
        .map(rows -> {
          Map<String, Long> joined = LinkedHashMap.newLinkedHashMap(rows.size());
          for (Row row : rows) {
            joined.put(row.getString("name"), row.getLong("joined_micros"));
          }
          return joined;
        });
  }

  private static DevicePage page(
      Access folder,
      Map<String, Long> members,
      List<DeviceState> states,
      DeviceName after,
      int limit) {
    Map<String, List<DeviceState>> byUser = new HashMap<>();
    states.forEach(
        state -> byUser.computeIfAbsent(state.name().user(), _ -> new ArrayList<>()).add(state));
    byUser.values().forEach(own -> own.sort(Comparator.comparing(state -> state.name().device())));
    List<FolderDevice> devices = new ArrayList<>();
    String user = "";
    for (Map.Entry<String, Long> member : members.entrySet()) {
      user = member.getKey();
      List<DeviceState> own = byUser.getOrDefault(user, List.of());
      for (DeviceState state : own) {
        if (user.equals(after.user()) && state.name().device().compareTo(after.device()) <= 0) {
          continue;
        }
        if (devices.size() == limit) {
          DeviceName last = devices.getLast().state().name();
          return new DevicePage(folder, devices, key(last.user(), last.device()));
        }
        devices.add(new FolderDevice(state, watermark(state, folder, member.getValue())));
      }
    }
    boolean more = members.size() == MEMBERS_PER_PAGE;
    return new DevicePage(folder, devices, more ? key(user, LAST) : null);
  }

  private static String key(String user, String device) {
    return PageToken.after(user + "/" + device);
  }

  private static long watermark(DeviceState state, Access folder, long joinedMicros) {
    Watermark known = state.watermark();
    boolean counts =
        known != null && known.epoch() == folder.epoch() && known.joinedMicros() == joinedMicros;
    // The head was read first: a device may be a little ahead of it.
    return known != null && counts ? Math.min(known.seq(), folder.head()) : 0;
  }

  private Future<DevicePage> withAges(DevicePage page) {
    Long[] next =
        page.devices().stream()
            .filter(device -> device.watermark() < page.folder().head())
            .map(device -> device.watermark() + 1)
            .distinct()
            .toArray(Long[]::new);
    if (next.length == 0) {
      return Future.succeededFuture(page);
    }
    return database
        .query(AGES, Tuple.of(page.folder().ns()).addArrayOfLong(next))
        .map(rows -> {
          for (Row row : rows) {
            page.ages().put(row.getLong("seq"), row.getDouble("age_seconds"));
          }
          return page;
        });
  }
}
