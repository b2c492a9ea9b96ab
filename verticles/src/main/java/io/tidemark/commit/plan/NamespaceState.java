package io.tidemark.commit.plan;

import java.util.UUID;

/** A namespace, locked: its journal's end and who pays for what is in it. */
public record NamespaceState(UUID ns, UUID owner, int epoch, long head) {}
