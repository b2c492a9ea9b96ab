package io.tidemark.commit.store;

import static java.util.Objects.requireNonNull;

import io.tidemark.commit.plan.Entry;
import io.tidemark.commit.plan.NamespaceState;
import io.tidemark.commit.plan.Writes;
import io.tidemark.commit.plan.Writes.AnswerRow;
import io.tidemark.commit.plan.Writes.Carried;
import io.tidemark.commit.plan.Writes.JournalRow;
import io.tidemark.commit.plan.Writes.VersionRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Writes a planned batch, one statement for each table, all in one flight. */
final class DraftWriter {
  private final SqlConnection connection;
  private final Writes writes;
  private final OffsetDateTime at;
  private final List<Future<?>> flight = new ArrayList<>();

  DraftWriter(SqlConnection connection, Writes writes) {
    this.connection = connection;
    this.writes = writes;
    this.at = requireNonNull(Columns.time(writes.at()));
  }

  /** Names are let go before others take them; folders are made before something goes into them. */
  Future<Void> write() {
    heads(writes.heads());
    hide();
    create(writes.created());
    recommit(writes.recommitted());
    alter(writes.altered());
    writes.carried().forEach(this::carry);
    versions(writes.versions());
    journal(writes.journal());
    answers(writes.answers());
    return Future.all(flight).mapEmpty();
  }

  private void heads(List<NamespaceState> heads) {
    if (!heads.isEmpty()) {
      execute(
          Sql.ADVANCE_HEADS,
          Columns.uuids(heads, NamespaceState::ns),
          Columns.longs(heads, NamespaceState::head));
    }
  }

  private void hide() {
    if (!writes.hidden().isEmpty()) {
      execute(Sql.HIDE_FILES, (Object) writes.hidden().toArray(UUID[]::new));
    }
  }

  private void create(List<Entry> created) {
    if (!created.isEmpty()) {
      execute(
          Sql.INSERT_FILES,
          Columns.uuids(created, Entry::fileId),
          Columns.uuids(created, Entry::ns),
          Columns.uuids(created, Entry::owner),
          Columns.uuids(created, Entry::parentId),
          Columns.texts(created, entry -> entry.kind().wireName()),
          Columns.texts(created, Entry::name),
          Columns.texts(created, Entry::nameKey),
          Columns.booleans(created, Entry::deleted),
          Columns.longs(created, Entry::version),
          Columns.longs(created, Entry::size),
          Columns.uuids(created, Entry::conflictOf),
          at);
    }
  }

  private void recommit(List<Entry> recommitted) {
    if (!recommitted.isEmpty()) {
      execute(
          Sql.RECOMMIT_FILES,
          Columns.uuids(recommitted, Entry::fileId),
          Columns.longs(recommitted, Entry::version),
          Columns.longs(recommitted, Entry::size));
    }
  }

  private void alter(List<Entry> altered) {
    if (!altered.isEmpty()) {
      execute(
          Sql.ALTER_FILES,
          Columns.uuids(altered, Entry::fileId),
          Columns.uuids(altered, Entry::ns),
          Columns.uuids(altered, Entry::owner),
          Columns.uuids(altered, Entry::parentId),
          Columns.texts(altered, Entry::name),
          Columns.texts(altered, Entry::nameKey),
          Columns.booleans(altered, Entry::deleted),
          Columns.longs(altered, Entry::version),
          Columns.longs(altered, Entry::size),
          at);
    }
  }

  private void carry(Carried carried) {
    execute(Sql.CARRY_FILES, carried.folderId(), carried.ns(), carried.owner());
  }

  private void versions(List<VersionRow> versions) {
    if (!versions.isEmpty()) {
      execute(
          Sql.INSERT_VERSIONS,
          Columns.uuids(versions, VersionRow::fileId),
          Columns.longs(versions, VersionRow::version),
          Columns.texts(versions, row -> row.content().blocks()),
          Columns.longs(versions, row -> row.content().size()),
          Columns.times(versions, row -> row.content().clientMtime()),
          Columns.texts(versions, VersionRow::device),
          Columns.uuids(versions, VersionRow::owner),
          at,
          Columns.uuids(versions, VersionRow::userId));
    }
  }

  private void journal(List<JournalRow> journal) {
    if (!journal.isEmpty()) {
      execute(
          Sql.INSERT_JOURNAL,
          Columns.uuids(journal, JournalRow::ns),
          Columns.longs(journal, JournalRow::seq),
          Columns.integers(journal, JournalRow::epoch),
          Columns.uuids(journal, JournalRow::fileId),
          Columns.texts(journal, JournalRow::change),
          at);
    }
  }

  private void answers(List<AnswerRow> answers) {
    if (!answers.isEmpty()) {
      execute(
          Sql.INSERT_ANSWERS,
          Columns.uuids(answers, row -> row.key().userId()),
          Columns.texts(answers, row -> row.key().key()),
          Columns.texts(answers, row -> row.answer().fingerprint()),
          Columns.integers(answers, row -> row.answer().status()),
          Columns.texts(answers, row -> row.answer().body()),
          at);
    }
  }

  private void execute(String sql, Object... parameters) {
    flight.add(connection.preparedQuery(sql).execute(Tuple.from(parameters)));
  }
}
