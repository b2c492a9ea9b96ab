package io.tidemark.commit.plan;

import java.util.UUID;

/** A user's role in a namespace is asked for by this. */
public record Membership(UUID ns, UUID userId) {}
