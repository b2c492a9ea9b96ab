package io.tidemark.flow;

import io.tidemark.protocol.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user joined a namespace, got another role, or left.
 *
 * @param role null if the user left
 */
public record MemberChange(UUID ns, String user, @Nullable Role role) {}
