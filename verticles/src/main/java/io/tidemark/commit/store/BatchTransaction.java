package io.tidemark.commit.store;

import io.tidemark.commit.plan.CommitPlanner;
import io.tidemark.commit.plan.Demand;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Planning;
import io.tidemark.commit.plan.World;
import io.tidemark.commit.plan.Writes;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Runs one batch as one transaction on a connection that nobody else uses meanwhile. */
public final class BatchTransaction {

  /** Each round answers one more question that only the one before could raise. */
  private static final int ROUNDS = 24;

  private final SqlConnection connection;
  private final List<Mutation> batch;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final World world = new World();

  public BatchTransaction(
      SqlConnection connection, List<Mutation> batch, InstantSource clock, Supplier<UUID> ids) {
    this.connection = connection;
    this.batch = batch;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Succeeds once the batch is committed, or rolled back because one of it must be alone.
   *
   * @return never {@link Planning.Incomplete}
   */
  public Future<Planning> run() {
    Set<UUID> namespaces = new LinkedHashSet<>();
    for (Mutation mutation : batch) {
      namespaces.addAll(mutation.namespaces());
    }
    Demand foreseen = Demand.of(batch);
    WorldReader reader = new WorldReader(connection, world);
    Future<Void> begun = control("BEGIN");
    Future<Void> locked = reader.lock(namespaces);
    Future<Void> read = reader.read(foreseen);
    return Future.all(begun, locked, read)
        .compose(ready -> plan(1))
        .recover(failure -> rollBack().transform(ended -> Future.failedFuture(failure)))
        .compose(planning ->
            switch (planning) {
              case Planning.Complete complete -> write(complete.writes()).map(planning);
              case Planning.Split split -> rollBack().map(planning);
              case Planning.Incomplete incomplete ->
                  Future.failedFuture(new IllegalStateException("still asks " + incomplete));
            });
  }

  private Future<Planning> plan(int round) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Planning planning = CommitPlanner.plan(batch, world, now, ids);
    if (!(planning instanceof Planning.Incomplete incomplete)) {
      return Future.succeededFuture(planning);
    }
    return round == ROUNDS
        ? Future.failedFuture(
            new IllegalStateException("a batch still asks after " + ROUNDS + " rounds"))
        : new WorldReader(connection, world)
            .read(incomplete.demand())
            .compose(read -> plan(round + 1));
  }

  /**
   * Where a statement of the flight fails, PostgreSQL takes the COMMIT behind it for a rollback.
   */
  private Future<Void> write(Writes writes) {
    if (writes.isEmpty()) {
      return rollBack();
    }
    Future<Void> written = new DraftWriter(connection, writes).write();
    Future<Void> committed = control("COMMIT");
    return Future.all(written, committed).mapEmpty();
  }

  private Future<Void> rollBack() {
    return control("ROLLBACK");
  }

  private Future<Void> control(String sql) {
    return connection.query(sql).execute().mapEmpty();
  }
}
