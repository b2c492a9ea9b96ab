package io.tidemark.catchup;

import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.Watermark;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: of each device the latest watermarks and how it was seen, and of which
 * users nothing more is to be known in which namespaces. For one thread at a time.
 */
final class PendingWatermarks {
  private final int limit;
  private final Map<DeviceName, OfDevice> devices = new LinkedHashMap<>();
  private final Set<Departure> departures = new LinkedHashSet<>();
  private int count;
  private int presences;

  static final class OfDevice {
    private final Map<UUID, Watermark> watermarks = new HashMap<>(2);
    private @Nullable DevicePresence presence;

    Map<UUID, Watermark> watermarks() {
      return watermarks;
    }

    @Nullable DevicePresence presence() {
      return presence;
    }
  }

  /** A user who is no member any more. */
  record Departure(String user, UUID ns) {}

  /**
   * @param limit how many (device, namespace) there may be, how many devices seen, and how many
   *     departures
   */
  PendingWatermarks(int limit) {
    this.limit = limit;
  }

  /** Returns false if there is no room for it. */
  boolean raise(DeviceName device, UUID ns, Watermark watermark) {
    OfDevice known = devices.get(device);
    boolean isNew = known == null || !known.watermarks.containsKey(ns);
    if (isNew && count >= limit) {
      return false;
    }
    if (isNew) {
      count++;
    }
    of(device).watermarks.merge(ns, watermark, Watermark::later);
    return true;
  }

  /** Returns false if there is no room for it. */
  boolean see(DeviceName device, DevicePresence presence) {
    OfDevice known = devices.get(device);
    if (known == null || known.presence == null) {
      if (presences >= limit) {
        return false;
      }
      presences++;
      of(device).presence = presence;
    } else {
      known.presence = presence.after(known.presence);
    }
    return true;
  }

  /** Returns false if there is no room for it. */
  boolean depart(Departure departure) {
    return departures.contains(departure)
        || (departures.size() < limit && departures.add(departure));
  }

  /** Puts back what could not be written, behind what came since; says how much found no room. */
  int returned(PendingWatermarks unwritten) {
    int lost = 0;
    for (Map.Entry<DeviceName, OfDevice> entry : unwritten.devices.entrySet()) {
      DeviceName device = entry.getKey();
      for (Map.Entry<UUID, Watermark> watermark : entry.getValue().watermarks.entrySet()) {
        if (!raise(device, watermark.getKey(), watermark.getValue())) {
          lost++;
        }
      }
      DevicePresence earlier = entry.getValue().presence;
      OfDevice known = devices.get(device);
      DevicePresence since = known == null ? null : known.presence;
      if (known != null && earlier != null && since != null) {
        known.presence = since.after(earlier);
      } else if (earlier != null && !see(device, earlier)) {
        lost++;
      }
    }
    for (Departure departure : unwritten.departures) {
      if (!depart(departure)) {
        lost++;
      }
    }
    return lost;
  }

  /** The watermarks that wait for one device. */
  Map<UUID, Watermark> watermarks(DeviceName device) {
    OfDevice known = devices.get(device);
    return known == null ? Map.of() : known.watermarks;
  }

  Map<DeviceName, OfDevice> devices() {
    return devices;
  }

  Set<Departure> departures() {
    return departures;
  }

  boolean isEmpty() {
    return devices.isEmpty() && departures.isEmpty();
  }

  /** How many watermarks wait. */
  int count() {
    return count;
  }

  private OfDevice of(DeviceName device) {
    return devices.computeIfAbsent(device, _ -> new OfDevice());
  }
}
