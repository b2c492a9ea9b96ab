package io.tidemark.flow;

import io.tidemark.protocol.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user joined a namespace, got another role, or left.
 *
 * @param role null if the user left
 * @param committedAtMicros when, by the database's clock, as {@link Membership#joinedMicros};
 *     {@link #UNKNOWN} if that is not known
 */
public record MemberChange(UUID ns, String user, @Nullable Role role, long committedAtMicros) {
  /** Later than anything: such a change is never taken for an old one. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  /** Whether the user's membership since {@code joinedMicros} is not the one that ended here. */
  public boolean endsEarlierThan(long joinedMicros) {
    return role == null && committedAtMicros < joinedMicros;
  }
}
