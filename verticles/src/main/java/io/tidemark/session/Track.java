package io.tidemark.session;

import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where one device stands in one namespace. Only {@link DeviceSession} moves it.
 *
 * <p>{@code acked <= sent}; {@code sent < head} or {@code renewed} means that the device is owed
 * something.
 */
public final class Track {
  final UUID ns;

  /** The incarnation of the journal that {@code sent} is about. */
  int epoch;

  /** Everything up to here was written to the connection, or the device had it already. */
  long sent;

  /** The newest {@code seq} that is known to exist. */
  long head;

  /** The device says that it has applied everything up to here. */
  long acked;

  /**
   * Acks below this may have been on their way when the journal was replaced, or when the user left
   * and joined again; acks carry nothing that tells. 0 where there is no such doubt.
   */
  long doubtfulBelow;

  /** Since when the user is a member. */
  long joinedMicros;

  /** When the membership runs out. */
  long expiresMillis = Membership.NEVER;

  /** The role that the device was told last. */
  @Nullable Role role;

  /** A newer incarnation of the journal was seen: the source must be asked. */
  boolean renewed;

  /** The higher, the later {@code sent} moved, among the tracks of its session. */
  int moved;

  /** It stands in the queue of namespaces that are owed, or is being read. */
  boolean queued;

  Track(UUID ns, int epoch, long watermark, long head) {
    this.ns = ns;
    this.epoch = epoch;
    this.sent = watermark;
    this.acked = watermark;
    this.head = head;
  }

  public UUID ns() {
    return ns;
  }

  /** The device says that it has applied everything up to here. */
  public long acked() {
    return acked;
  }

  /** Whether the journal is known to reach further than this device was told of. */
  boolean lacks(int ofEpoch, long seq) {
    return ofEpoch > epoch || (ofEpoch == epoch && seq > head);
  }

  /** The same, as it is remembered. */
  public Watermark watermark() {
    return new Watermark(epoch, joinedMicros, acked);
  }

  /** What does not change the device's place in it. */
  void know(Membership membership) {
    role = membership.role();
    joinedMicros = membership.joinedMicros();
    expiresMillis = membership.expiresMillis();
  }

  boolean owed() {
    return renewed || sent < head;
  }
}
