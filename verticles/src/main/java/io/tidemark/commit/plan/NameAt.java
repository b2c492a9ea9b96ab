package io.tidemark.commit.plan;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The place that one live entry at most may hold: a comparison key in a folder. */
public record NameAt(UUID ns, @Nullable UUID parentId, String key) {}
