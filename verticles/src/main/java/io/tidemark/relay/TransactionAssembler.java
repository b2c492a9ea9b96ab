package io.tidemark.relay;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.Role;
import io.tidemark.relay.CommittedTransaction.MemberRow;
import io.tidemark.relay.PgOutputMessage.Cell;
import io.tidemark.relay.PgOutputMessage.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the messages of one transaction after the other. PostgreSQL sends a transaction only once
 * it is committed, and whole, so what stands here is never taken back.
 */
final class TransactionAssembler {
  private static final String JOURNAL = "journal";
  private static final String MEMBERS = "members";

  private final Map<Integer, Relation> relations = new HashMap<>();
  private final Map<UUID, NamespaceEntries> entries = new LinkedHashMap<>();
  private final List<MemberRow> members = new ArrayList<>();
  private @Nullable StreamTick tick;
  private long committedAtMicros;
  private boolean open;

  private record NamespaceEntries(int epoch, List<JournalEntry> list) {}

  /** The transaction that {@code message} completes; null if it completes none. */
  @Nullable CommittedTransaction accept(PgOutputMessage message) {
    switch (message) {
      case PgOutputMessage.Begin begin -> begin(begin);
      case PgOutputMessage.Relation relation -> relations.put(relation.id(), relation);
      case PgOutputMessage.Insert insert -> written(row(insert.relationId(), insert.row()), true);
      case PgOutputMessage.Update update -> written(row(update.relationId(), update.row()), false);
      case PgOutputMessage.Delete delete -> deleted(row(delete.relationId(), delete.key()));
      case PgOutputMessage.Message text -> {
        if (text.prefix().equals(StreamTick.PREFIX)) {
          tick = StreamTick.ofMessage(text.content());
        }
      }
      case PgOutputMessage.Other _ -> {}
      case PgOutputMessage.Commit commit -> {
        return commit(commit);
      }
    }
    return null;
  }

  /** Whether the beginning of a transaction was seen and its end was not. */
  boolean isOpen() {
    return open;
  }

  private void begin(PgOutputMessage.Begin begin) {
    entries.clear();
    members.clear();
    tick = null;
    committedAtMicros = begin.committedAtMicros();
    open = true;
  }

  private CommittedTransaction commit(PgOutputMessage.Commit commit) {
    List<FolderChange> folders = new ArrayList<>(entries.size());
    entries.forEach((ns, of) -> folders.addAll(FolderChanges.of(ns, of.epoch(), of.list())));
    var transaction =
        new CommittedTransaction(commit.endLsn(), folders, List.copyOf(members), tick);
    entries.clear();
    members.clear();
    open = false;
    return transaction;
  }

  private void written(WalRow row, boolean isNew) {
    switch (row.relation().table()) {
      case JOURNAL -> {
        // An entry is never changed: an update would be somebody's repair by hand.
        if (isNew) {
          entries
              .computeIfAbsent(
                  row.uuid("ns"),
                  _ -> new NamespaceEntries(row.integer("epoch"), new ArrayList<>()))
              .list()
              .add(entry(row));
        }
      }
      case MEMBERS -> members.add(member(row));
      default -> {}
    }
  }

  private void deleted(WalRow row) {
    // An entry that is deleted has grown old; only members tell by leaving.
    if (row.relation().table().equals(MEMBERS)) {
      members.add(new MemberRow(row.uuid("ns"), row.uuid("user_id"), null, committedAtMicros));
    }
  }

  private static JournalEntry entry(WalRow row) {
    return new JournalEntry(
        row.bigint("seq"), row.uuid("file_id"), row.utf8("change"), row.micros("committed_at"));
  }

  private MemberRow member(WalRow row) {
    boolean expired = !row.isNull("expires_at") && row.micros("expires_at") <= committedAtMicros;
    return new MemberRow(
        row.uuid("ns"),
        row.uuid("user_id"),
        expired ? null : Role.ofWireName(row.text("role")),
        committedAtMicros);
  }

  private WalRow row(int relationId, List<Cell> cells) {
    Relation relation = relations.get(relationId);
    if (relation == null) {
      throw new IllegalArgumentException("row of table " + relationId + ", never described");
    }
    return new WalRow(relation, cells);
  }
}
