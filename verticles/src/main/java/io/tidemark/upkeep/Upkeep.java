package io.tidemark.upkeep;

import io.tidemark.config.Resources;
import io.tidemark.journal.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** The statements of upkeep, each bounded; what time it is, it is told. */
public final class Upkeep {
  /** Longer than any client retries. */
  private static final Duration IDEMPOTENCY = Duration.ofHours(24);

  /** In one transaction at most, as commits of that namespace wait for it. */
  private static final int BATCH_ROWS = 500;

  /** In one round at most; the next round goes on. */
  private static final int BATCHES = 200;

  private static final Duration STORMS = Duration.ofDays(90);
  private static final String PURGE_STORMS = Resources.text(Upkeep.class, "purge_storms.sql");
  private static final String ENSURE_PARTITIONS =
      Resources.text(Upkeep.class, "ensure_partitions.sql");
  private static final String PURGE_IDEMPOTENCY =
      Resources.text(Upkeep.class, "purge_idempotency.sql");
  private static final String OLDEST_TRASH = Resources.text(Upkeep.class, "oldest_trash.sql");
  private static final String LOCK_NAMESPACE = Resources.text(Upkeep.class, "lock_namespace.sql");
  private static final String PURGE_TRASH = Resources.text(Upkeep.class, "purge_trash.sql");

  private static final String OLD_JOURNALS = Resources.text(Upkeep.class, "old_journals.sql");
  private static final String PRUNE_JOURNAL = Resources.text(Upkeep.class, "prune_journal.sql");

  /** Asking whether a namespace's oldest entry is old costs little. */
  private static final int NAMESPACES_PER_LOOK = 1_000;

  private static final UUID LOWEST = new UUID(0, 0);

  private final Database database;
  private final Duration trash;
  private final int keepDays;
  private final int batchRows;
  private final int batches;

  /** Where the next round goes on; rounds do not overlap. */
  private volatile UUID pruneAfter = LOWEST;

  /**
   * @param trashDays before what was deleted is purged
   * @param keepDays before a journal's entries go; 0: never
   */
  public Upkeep(Database database, int trashDays, int keepDays) {
    this(database, trashDays, keepDays, BATCH_ROWS, BATCHES);
  }

  Upkeep(Database database, int trashDays, int keepDays, int batchRows, int batches) {
    this.database = database;
    this.trash = Duration.ofDays(trashDays);
    this.keepDays = keepDays;
    this.batchRows = batchRows;
    this.batches = batches;
  }

  /** Makes the partitions of this month and the next two, where they are missing. */
  public Future<Void> ensurePartitions(Instant now) {
    return database.query(ENSURE_PARTITIONS, Tuple.of(at(now).toLocalDate())).mapEmpty();
  }

  /** Removes what is past its time. */
  public Future<Purged> purge(Instant now) {
    return database
        .query(PURGE_STORMS, Tuple.of(at(now.minus(STORMS)), batchRows))
        .compose(_ -> purgeIdempotency(now.minus(IDEMPOTENCY), batches))
        .compose(first -> purgeTrash(now.minus(trash), batches).map(first::plus))
        .compose(first ->
            keepDays == 0
                ? Future.succeededFuture(first)
                : prune(now.minus(Duration.ofDays(keepDays)), batches).map(first::plus));
  }

  private Future<Purged> purgeIdempotency(Instant before, int left) {
    if (left == 0) {
      return Future.succeededFuture(new Purged(0, 0, 0, 0, false));
    }
    return database
        .query(PURGE_IDEMPOTENCY, Tuple.of(at(before), batchRows))
        .compose(rows -> {
          var purged = new Purged(rows.rowCount(), 0, 0, 0, true);
          return rows.rowCount() < batchRows
              ? Future.succeededFuture(purged)
              : purgeIdempotency(before, left - 1).map(purged::plus);
        });
  }

  private Future<Purged> purgeTrash(Instant before, int left) {
    return database
        .query(OLDEST_TRASH, Tuple.of(at(before)))
        .compose(rows -> {
          if (rows.size() == 0) {
            return Future.succeededFuture(Purged.NOTHING);
          }
          if (left == 0) {
            return Future.succeededFuture(new Purged(0, 0, 0, 0, false));
          }
          UUID ns = rows.iterator().next().getUUID("ns");
          return database
              .pool()
              .withTransaction(connection -> purgeTrash(connection, ns, before))
              .compose(purged -> purgeTrash(before, left - 1).map(purged::plus));
        });
  }

  private Future<Purged> purgeTrash(SqlConnection connection, UUID ns, Instant before) {
    return connection
        .preparedQuery(LOCK_NAMESPACE)
        .execute(Tuple.of(ns))
        .compose(locked ->
            connection.preparedQuery(PURGE_TRASH).execute(Tuple.of(ns, at(before), batchRows)))
        .map(Upkeep::purged);
  }

  private static Purged purged(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new Purged(0, row.getLong("files"), row.getLong("versions"), 0, true);
  }

  /** Goes through the namespaces, from where the last round ended. */
  private Future<Purged> prune(Instant before, int left) {
    if (left <= 0) {
      return Future.succeededFuture(new Purged(0, 0, 0, 0, false));
    }
    return database
        .query(OLD_JOURNALS, Tuple.of(pruneAfter, at(before), NAMESPACES_PER_LOOK))
        .compose(rows -> {
          if (rows.size() == 0) {
            pruneAfter = LOWEST;
            return Future.succeededFuture(Purged.NOTHING);
          }
          Deque<UUID> old = new ArrayDeque<>();
          UUID last = pruneAfter;
          for (Row row : rows) {
            last = row.getUUID("ns");
            if (row.getBoolean("is_old")) {
              old.add(last);
            }
          }
          UUID looked = last;
          return pruneAll(old, before, left - 1)
              .compose(done -> {
                if (!done.purged().complete()) {
                  return Future.succeededFuture(done.purged());
                }
                pruneAfter = looked;
                return prune(before, done.left()).map(done.purged()::plus);
              });
        });
  }

  /**
   * What some statements removed.
   *
   * @param left how many more batches the round may have
   */
  private record Pruned(Purged purged, int left) {}

  private Future<Pruned> pruneAll(Deque<UUID> namespaces, Instant before, int left) {
    UUID ns = namespaces.peek();
    if (ns == null) {
      return Future.succeededFuture(new Pruned(Purged.NOTHING, left));
    }
    if (left <= 0) {
      return Future.succeededFuture(new Pruned(new Purged(0, 0, 0, 0, false), 0));
    }
    return database
        .pool()
        .withTransaction(connection -> prune(connection, ns, before))
        .compose(entries -> {
          if (entries < batchRows) {
            namespaces.poll();
          }
          Purged purged = new Purged(0, 0, 0, entries, true);
          return pruneAll(namespaces, before, left - 1)
              .map(rest -> new Pruned(purged.plus(rest.purged()), rest.left()));
        });
  }

  private Future<Long> prune(SqlConnection connection, UUID ns, Instant before) {
    return connection
        .preparedQuery(LOCK_NAMESPACE)
        .execute(Tuple.of(ns))
        .compose(locked ->
            connection.preparedQuery(PRUNE_JOURNAL).execute(Tuple.of(ns, at(before), batchRows)))
        .map(rows -> rows.iterator().next().getLong("entries"));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
