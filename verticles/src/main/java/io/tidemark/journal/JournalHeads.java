package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads of many namespaces at once how far their journals are, and what comes after some place. */
public final class JournalHeads {
  private static final String HEADS = Resources.text(JournalHeads.class, "journal_heads.sql");
  private static final String AFTER = Resources.text(JournalHeads.class, "journal_after.sql");

  private final Database database;

  public JournalHeads(Database database) {
    this.database = database;
  }

  /** Those of {@code namespaces} that exist. */
  public Future<Map<UUID, JournalMemory.Head>> of(Collection<UUID> namespaces) {
    return database
        .query(HEADS, Tuple.of(namespaces.toArray(UUID[]::new)))
        .map(rows -> {
          Map<UUID, JournalMemory.Head> heads = HashMap.newHashMap(rows.size());
          for (Row row : rows) {
            heads.put(
                row.getUUID("ns"),
                new JournalMemory.Head(row.getInteger("epoch"), row.getLong("head_seq")));
          }
          return heads;
        });
  }

  /**
   * What comes after the given places, at most {@code limit} entries of each namespace; one change
   * for each that has any.
   */
  public Future<List<FolderChange>> after(Map<UUID, Long> places, int limit) {
    return database
        .query(
            AFTER,
            Tuple.of(
                places.keySet().toArray(UUID[]::new), places.values().toArray(Long[]::new), limit))
        .map(rows -> {
          Map<UUID, List<JournalEntry>> entries = new LinkedHashMap<>();
          Map<UUID, Integer> epochs = new HashMap<>();
          for (Row row : rows) {
            UUID ns = row.getUUID("ns");
            epochs.put(ns, row.getInteger("epoch"));
            entries.computeIfAbsent(ns, _ -> new ArrayList<>()).add(entry(row));
          }
          List<FolderChange> changes = new ArrayList<>(entries.size());
          entries.forEach(
              (ns, of) -> changes.add(new FolderChange(ns, epochs.getOrDefault(ns, 0), of)));
          return changes;
        });
  }

  private static JournalEntry entry(Row row) {
    return new JournalEntry(
        row.getLong("seq"),
        row.getUUID("file_id"),
        row.getString("change").getBytes(StandardCharsets.UTF_8),
        row.getLong("committed_at_micros"));
  }
}
