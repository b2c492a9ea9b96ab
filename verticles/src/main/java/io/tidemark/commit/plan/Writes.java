package io.tidemark.commit.plan;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a planned batch writes, in one transaction.
 *
 * @param created new entries, in any order
 * @param recommitted entries of which only version and size changed, which is the cheap case
 * @param altered entries of which anything else changed
 * @param hidden those of {@code altered} that must let go of their names before others take them
 * @param carried what hangs below folders that went to another namespace
 */
public record Writes(
    Instant at,
    List<NamespaceState> heads,
    List<Entry> created,
    List<Entry> recommitted,
    List<Entry> altered,
    Set<UUID> hidden,
    List<Carried> carried,
    List<VersionRow> versions,
    List<JournalRow> journal,
    List<AnswerRow> answers) {

  public boolean isEmpty() {
    return journal.isEmpty() && answers.isEmpty();
  }

  /** A row of {@code file_versions}. */
  public record VersionRow(
      UUID fileId,
      long version,
      Content content,
      @Nullable String device,
      UUID owner,
      UUID userId) {}

  /** A row of {@code journal}. */
  public record JournalRow(UUID ns, long seq, int epoch, UUID fileId, String change) {}

  /** A row of {@code idempotency}. */
  public record AnswerRow(IdempotencyKey key, StoredAnswer answer) {}

  /** Everything below this folder goes to a namespace and its owner. */
  public record Carried(UUID folderId, UUID ns, UUID owner) {}
}
