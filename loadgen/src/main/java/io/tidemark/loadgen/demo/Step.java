package io.tidemark.loadgen.demo;

import java.time.Instant;
import java.util.List;

/**
 * One git commit, as it is replayed.
 *
 * @param user the author, as a user of the hub
 */
record Step(String id, String user, Instant time, List<FileChange> changes) {}
