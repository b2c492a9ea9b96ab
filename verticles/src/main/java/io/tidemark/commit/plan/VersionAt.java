package io.tidemark.commit.plan;

import java.util.UUID;

/** One version of one file. */
public record VersionAt(UUID fileId, long version) {}
