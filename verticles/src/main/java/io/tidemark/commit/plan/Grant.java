package io.tidemark.commit.plan;

import java.util.UUID;

/** What is shared with a user on one file or folder is asked for by this. */
public record Grant(UUID fileId, UUID userId) {}
