package io.tidemark.flow;

import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import java.util.UUID;

/**
 * One namespace of a user and the user's part in it, at the moment when it was read.
 *
 * @param joinedMicros when the user became a member, as the database's clock had it: who leaves and
 *     comes back has another one, which tells what is remembered of the earlier time from what is
 *     of this one
 * @param expiresMillis when the membership runs out, by this node's monotonic clock; {@link #NEVER}
 *     if it does not
 */
public record Membership(
    UUID ns,
    NamespaceKind kind,
    String name,
    Role role,
    int epoch,
    long head,
    long joinedMicros,
    long expiresMillis) {

  public static final long NEVER = Long.MAX_VALUE;

  /** As a device sees it that has everything up to {@code watermark}. */
  public NamespaceInfo info(long watermark) {
    return new NamespaceInfo(ns, kind, name, role, epoch, head, watermark);
  }

  /** The same with a head that was seen since. */
  public Membership at(int newEpoch, long newHead) {
    return new Membership(ns, kind, name, role, newEpoch, newHead, joinedMicros, expiresMillis);
  }

  /** That a device of the user has everything up to {@code seq}. */
  public Watermark watermark(long seq) {
    return new Watermark(epoch, joinedMicros, seq);
  }
}
