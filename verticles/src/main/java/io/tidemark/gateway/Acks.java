package io.tidemark.gateway;

import io.tidemark.flow.DeviceName;
import io.tidemark.flow.Membership;
import io.tidemark.protocol.CloseCode;
import io.tidemark.session.AckRules;
import io.tidemark.session.AckRules.Verdict;
import io.tidemark.session.Delivery;
import io.tidemark.session.Following;
import io.tidemark.session.Track;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes a device's acknowledged watermarks.
 *
 * <p>What goes beyond what was sent here is checked against the database: a device that reads the
 * journal by itself, or has just been made a member, may know more than this connection; one that
 * claims what does not exist is closed.
 */
final class Acks {
  private Acks() {}

  static void take(
      GatewayLoop loop, Connection connection, String device, Map<UUID, Long> watermarks) {
    Delivery delivery = connection.delivery();
    if (delivery == null) {
      return; // Before the welcome; hello has said the same.
    }
    Map<UUID, Long> doubtful = new HashMap<>(0);
    watermarks.forEach((ns, seq) -> {
      Track track = delivery.session().track(ns);
      switch (AckRules.judge(track, seq)) {
        case ADVANCES -> advance(loop, connection, device, ns, seq);
        case IGNORED -> {}
        case AHEAD, FOREIGN -> doubtful.put(ns, seq);
      }
    });
    if (!doubtful.isEmpty()) {
      loop.onLoop(
          loop.node().memberships().current(connection.caller().userId()),
          heads -> {
            // Where the database is away, the device is asked again by what it acks next.
            if (heads.succeeded()) {
              check(loop, connection, device, doubtful, heads.result());
            }
          });
    }
  }

  private static void check(
      GatewayLoop loop,
      Connection connection,
      String device,
      Map<UUID, Long> doubtful,
      List<Membership> namespaces) {
    Following following = connection.following();
    if (following == null) {
      return;
    }
    Map<UUID, Long> heads = HashMap.newHashMap(namespaces.size());
    namespaces.forEach(info -> heads.put(info.ns(), info.head()));
    for (Map.Entry<UUID, Long> ack : doubtful.entrySet()) {
      Long head = heads.get(ack.getKey());
      if (head == null) {
        if (!following.hasLeft(ack.getKey())) {
          connection.close(
              CloseCode.MALFORMED,
              "ack for namespace " + ack.getKey() + ", which is none of the user's");
          return;
        }
      } else if (ack.getValue() > head) {
        connection.close(
            CloseCode.MALFORMED,
            "ack of "
                + ack.getValue()
                + " in namespace "
                + ack.getKey()
                + ", whose head is "
                + head);
        return;
      } else {
        advance(loop, connection, device, ack.getKey(), ack.getValue());
      }
    }
  }

  private static void advance(
      GatewayLoop loop, Connection connection, String device, UUID ns, long seq) {
    Delivery delivery = connection.delivery();
    Track track = delivery == null ? null : delivery.session().track(ns);
    // Judged again: much may have happened while the database was asked.
    if (delivery != null && track != null && AckRules.judge(track, seq) != Verdict.IGNORED) {
      delivery.session().acked(track, seq);
      loop.node()
          .watermarks()
          .put(new DeviceName(connection.caller().user(), device), ns, track.watermark());
    }
  }
}
