package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.Homes;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.Revocation;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.TokenVerifier;
import io.tidemark.protocol.CursorCodec;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What the event loops of one node share.
 *
 * @param redirects devices that were sent to where {@code homes} says that they belong
 * @param clock by which tokens end
 * @param admit makes the user and the home known before anything else; cheap from the second time
 */
public record GatewayNode(
    GatewayOptions options,
    InstantSource clock,
    TokenVerifier verifier,
    Function<Caller, Future<Void>> admit,
    Memberships memberships,
    ChangeSource source,
    WatermarkStore watermarks,
    CursorCodec cursors,
    FolderFeed feed,
    ConnectedDevices devices,
    Homes homes,
    Redirects redirects,
    Drain drain,
    GatewayMetrics metrics) {

  /** The user's memberships are not what they were; from any thread. */
  public void recheck(String user) {
    devices.of(user).forEach(Connection::recheck);
  }

  /**
   * Tokens of the user are good no more: what is connected with one of them is closed; from any
   * thread.
   *
   * @param first whether this node hears of it for the first time
   */
  public void revoke(Revocation revocation, boolean first) {
    devices.of(revocation.user()).forEach(connection -> connection.revoke(revocation, first));
  }

  /** What was acknowledged is gone from where it was kept: it is put there again. */
  public void rememberAll() {
    for (String user : devices.users()) {
      devices.of(user).forEach(Connection::rememberAll);
    }
  }

  /** A membership that changed, from the tail; from any thread. */
  public void accept(MemberChange change) {
    if (change.role() == null) {
      watermarks.forget(change.user(), change.ns());
    }
    for (Connection connection : devices.of(change.user())) {
      connection.memberChanged(change);
    }
  }
}
