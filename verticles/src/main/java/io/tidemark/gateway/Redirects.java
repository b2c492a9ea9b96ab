package io.tidemark.gateway;

import io.tidemark.flow.DeviceName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which devices were sent to another node: one that comes back all the same, because what
 * stands before the nodes sends it here, is served here and not sent round for ever. From any
 * thread.
 */
public final class Redirects {
  static final long REMEMBERED_MILLIS = 3_600_000;

  private final int limit;
  private final LinkedHashMap<DeviceName, Sent> sent = new LinkedHashMap<>();

  private record Sent(String url, long atMillis) {}

  /**
   * @param limit how many are remembered; of more, those that were sent first are forgotten
   */
  public Redirects(int limit) {
    this.limit = limit;
  }

  /** Whether the device may be sent there; from now on it has been. */
  synchronized boolean send(DeviceName device, String url, long nowMillis) {
    if (wasSent(device, url, nowMillis)) {
      return false;
    }
    sent.remove(device);
    sent.put(device, new Sent(url, nowMillis));
    Iterator<Map.Entry<DeviceName, Sent>> oldest = sent.entrySet().iterator();
    while (sent.size() > limit) {
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /** Whether it was sent to this very node not long ago. */
  synchronized boolean wasSent(DeviceName device, String url, long nowMillis) {
    Sent before = sent.get(device);
    return before != null
        && before.url().equals(url)
        && nowMillis - before.atMillis() < REMEMBERED_MILLIS;
  }

  synchronized int size() {
    return sent.size();
  }
}
