package io.tidemark.commit.plan;

/** What an idempotency key was answered with. */
public record StoredAnswer(String fingerprint, int status, String body) {}
