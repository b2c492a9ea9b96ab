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
import java.util.UUID;

/** The statements of upkeep, each bounded; what time it is, it is told. */
public final class Upkeep {
  /** Longer than any client retries. */
  private static final Duration IDEMPOTENCY = Duration.ofHours(24);

  /** In one transaction at most, as commits of that namespace wait for it. */
  private static final int BATCH_ROWS = 500;

  /** In one round at most; the next round goes on. */
  private static final int BATCHES = 200;

  private static final String ENSURE_PARTITIONS =
      Resources.text(Upkeep.class, "ensure_partitions.sql");
  private static final String PURGE_IDEMPOTENCY =
      Resources.text(Upkeep.class, "purge_idempotency.sql");
  private static final String OLDEST_TRASH = Resources.text(Upkeep.class, "oldest_trash.sql");
  private static final String LOCK_NAMESPACE = Resources.text(Upkeep.class, "lock_namespace.sql");
  private static final String PURGE_TRASH = Resources.text(Upkeep.class, "purge_trash.sql");

  private final Database database;
  private final Duration trash;
  private final int batchRows;
  private final int batches;

  /**
   * @param trashDays before what was deleted is purged
   */
  public Upkeep(Database database, int trashDays) {
    this(database, trashDays, BATCH_ROWS, BATCHES);
  }

  Upkeep(Database database, int trashDays, int batchRows, int batches) {
    this.database = database;
    this.trash = Duration.ofDays(trashDays);
    this.batchRows = batchRows;
    this.batches = batches;
  }

  /** Makes the partitions of this month and the next two, where they are missing. */
  public Future<Void> ensurePartitions(Instant now) {
    return database.query(ENSURE_PARTITIONS, Tuple.of(at(now).toLocalDate())).mapEmpty();
  }

  /** Removes what is past its time. */
  public Future<Purged> purge(Instant now) {
    return purgeIdempotency(now.minus(IDEMPOTENCY), batches)
        .compose(first -> purgeTrash(now.minus(trash), batches).map(first::plus));
  }

  private Future<Purged> purgeIdempotency(Instant before, int left) {
    if (left == 0) {
      return Future.succeededFuture(new Purged(0, 0, 0, false));
    }
    return database
        .query(PURGE_IDEMPOTENCY, Tuple.of(at(before), batchRows))
        .compose(rows -> {
          var purged = new Purged(rows.rowCount(), 0, 0, true);
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
            return Future.succeededFuture(new Purged(0, 0, 0, false));
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
    return new Purged(0, row.getLong("files"), row.getLong("versions"), true);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
