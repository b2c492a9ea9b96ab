package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.JournalEntry;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the journal where it is the truth. It does not ask who reads: the caller has done so. */
public final class JournalReader {
  private static final String PAGE = Resources.text(JournalReader.class, "journal_page.sql");

  /** A page ends at this size; its first entry is in it however large. */
  private static final long PAGE_BYTES = 4L << 20;

  private final Database database;

  public JournalReader(Database database) {
    this.database = database;
  }

  /**
   * Up to {@code limit} entries after {@code after} (exclusive), fewer if they are large. Fails
   * with a {@code Problem}: not_found if there is no such namespace.
   */
  public Future<JournalPage> read(UUID ns, long after, int limit) {
    return database
        .query(PAGE, Tuple.of(ns, after, limit, PAGE_BYTES))
        .map(rows -> page(ns, after, rows));
  }

  private static JournalPage page(UUID ns, long after, RowSet<Row> rows) {
    List<JournalEntry> entries = new ArrayList<>(rows.size());
    int epoch = 0;
    long head = 0;
    long keptAfter = 0;
    for (Row row : rows) {
      epoch = row.getInteger("epoch");
      head = row.getLong("head_seq");
      keptAfter = row.getLong("kept_after");
      if (row.getLong("seq") != null) {
        entries.add(entry(row));
      }
    }
    if (epoch == 0) {
      throw Problem.of(ProblemCode.NOT_FOUND, "there is no namespace " + ns);
    }
    long last = entries.isEmpty() ? after : entries.getLast().seq();
    return new JournalPage(epoch, head, keptAfter, entries, last < head);
  }

  private static JournalEntry entry(Row row) {
    return new JournalEntry(
        row.getLong("seq"),
        row.getUUID("file_id"),
        row.getString("change").getBytes(StandardCharsets.UTF_8),
        row.getLong("committed_at_micros"));
  }
}
