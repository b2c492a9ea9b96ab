package io.tidemark.flow;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the token says.
 *
 * @param user the token's {@code sub}: 1-128 characters from {@code [A-Za-z0-9._@-]}
 * @param userId the same as a UUID ({@link UserIds#of}), as the tables hold it
 * @param device the token's {@code device}, if it has one
 * @param expiresAt the token's {@code exp}
 * @param issuedAt the token's {@code iat}; {@link Instant#EPOCH} where it does not say, so that any
 *     revocation comes after it
 * @param scopes what else the token allows, word by word
 */
public record Caller(
    String user,
    UUID userId,
    @Nullable String device,
    Instant expiresAt,
    Instant issuedAt,
    Set<String> scopes) {

  /** With a token that says no more. */
  public Caller(String user, UUID userId, @Nullable String device, Instant expiresAt) {
    this(user, userId, device, expiresAt, Instant.EPOCH, Set.of());
  }
}
