package io.tidemark.commit.plan;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who changes something, from where, and under which idempotency key.
 *
 * @param key null if the request has none: a retry is then a new request
 * @param fingerprint of the whole request, so that a key cannot stand for two of them
 */
public record Origin(
    String user,
    UUID userId,
    @Nullable String device,
    @Nullable IdempotencyKey key,
    String fingerprint) {}
