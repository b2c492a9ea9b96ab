package io.tidemark.flow;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the token says.
 *
 * @param user the token's {@code sub}: 1-128 characters from {@code [A-Za-z0-9._@-]}
 * @param userId the same as a UUID ({@link UserIds#of}), as the tables hold it
 * @param device the token's {@code device}, if it has one
 * @param expiresAt the token's {@code exp}
 */
public record Caller(String user, UUID userId, @Nullable String device, Instant expiresAt) {}
