package io.tidemark.commit.plan;

import java.util.List;
import java.util.UUID;

/** A path from a namespace's root, as comparison keys. */
public record PathAt(UUID ns, List<String> keys) {}
