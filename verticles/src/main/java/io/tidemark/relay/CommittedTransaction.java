package io.tidemark.relay;

import io.tidemark.flow.FolderChange;
import io.tidemark.protocol.Role;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction changed that others are to know of.
 *
 * @param endLsn confirmed to PostgreSQL once Kafka has it all
 * @param folders each small enough for one Kafka record; those of one namespace in order
 * @param members in the order in which they were written
 * @param tick what it says of the stream; null if it is no tick
 */
record CommittedTransaction(
    long endLsn, List<FolderChange> folders, List<MemberRow> members, @Nullable StreamTick tick) {

  boolean isEmpty() {
    return folders.isEmpty() && members.isEmpty() && tick == null;
  }

  /**
   * A row of {@code members} that was written or deleted.
   *
   * @param role null if the user is no member any more
   * @param committedAtMicros when its transaction was committed
   */
  record MemberRow(UUID ns, UUID userId, @Nullable Role role, long committedAtMicros) {}
}
