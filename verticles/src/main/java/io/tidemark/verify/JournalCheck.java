package io.tidemark.verify;

import io.tidemark.config.Resources;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Whether each journal leads from where it is kept from to its head, without a hole. */
final class JournalCheck {
  private static final String NAMESPACES = Resources.text(JournalCheck.class, "namespaces.sql");
  private static final String JOURNAL = Resources.text(JournalCheck.class, "journal_in_order.sql");

  private final Connection connection;
  private final Findings findings;
  private long strangers;

  private record Entry(UUID ns, long seq, int epoch) {
    static Entry of(ResultSet row) throws SQLException {
      return new Entry(row.getObject("ns", UUID.class), row.getLong("seq"), row.getInt("epoch"));
    }
  }

  JournalCheck(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  void run() throws SQLException {
    long namespaces = 0;
    long entries = 0;
    try (var heads = new Rows<>(connection, NAMESPACES, NamespaceHead::of);
        var journal = new Rows<>(connection, JOURNAL, Entry::of)) {
      for (NamespaceHead head = heads.take(); head != null; head = heads.take()) {
        entries += strangersBefore(head.ns(), journal);
        entries += check(head, journal);
        namespaces++;
      }
      while (journal.take() != null) {
        strangers++;
        entries++;
      }
    }
    findings.count("namespaces", namespaces);
    findings.count("entries", entries);
    if (strangers > 0) {
      findings.differs(
          Copy.JOURNAL, null, strangers + " entries are of namespaces that do not exist");
    }
  }

  private long strangersBefore(UUID ns, Rows<Entry> journal) throws SQLException {
    long count = 0;
    for (Entry entry = journal.peek();
        entry != null && Ids.isBefore(entry.ns(), ns);
        entry = journal.peek()) {
      journal.take();
      count++;
    }
    strangers += count;
    return count;
  }

  private long check(NamespaceHead of, Rows<Entry> journal) throws SQLException {
    long count = 0;
    long last = of.keptAfter();
    long otherEpochs = 0;
    for (Entry entry = journal.peek();
        entry != null && entry.ns().equals(of.ns());
        entry = journal.peek()) {
      journal.take();
      count++;
      if (entry.epoch() != of.epoch()) {
        otherEpochs++;
      }
      if (entry.seq() <= of.keptAfter()) {
        findings.differs(
            Copy.JOURNAL,
            of.ns(),
            "%s is still there, though all up to %d are said to be gone"
                .formatted(Ids.entries(entry.seq(), entry.seq()), of.keptAfter()));
        continue;
      }
      if (entry.seq() > last + 1) {
        missing(of.ns(), last + 1, entry.seq() - 1);
      }
      last = entry.seq();
    }
    if (last < of.head()) {
      missing(of.ns(), last + 1, of.head());
    } else if (last > of.head()) {
      findings.differs(
          Copy.JOURNAL,
          of.ns(),
          "%s beyond the head %d".formatted(Ids.entries(of.head() + 1, last), of.head()));
    }
    if (otherEpochs > 0) {
      findings.differs(
          Copy.JOURNAL,
          of.ns(),
          "%d entries are of another epoch than %d".formatted(otherEpochs, of.epoch()));
    }
    return count;
  }

  private void missing(UUID ns, long first, long last) {
    findings.differs(
        Copy.JOURNAL,
        ns,
        Ids.entries(first, last) + (first == last ? " is missing" : " are missing"));
  }
}
