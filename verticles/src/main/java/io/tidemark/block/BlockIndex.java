package io.tidemark.block;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.Resources;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of blocks. While one insert is under way the next blocks gather, so that many uploads
 * at once cost few statements.
 *
 * <p>What gathers lives on one context; {@link #add} may be called from any thread, and its future
 * completes on that context.
 */
final class BlockIndex {
  private static final String KNOWN = Resources.text(BlockIndex.class, "known_blocks.sql");
  private static final String ADD = Resources.text(BlockIndex.class, "add_blocks.sql");
  private static final int BATCH = 500;
  private static final int WAITING_MAX = 10_000;

  private final Database database;
  private final Context context;
  private final Counter rejected;
  private final ArrayDeque<Added> waiting = new ArrayDeque<>();
  private boolean isInserting;

  private record Added(String sha256, long sizeBytes, Promise<Void> done) {}

  BlockIndex(Database database, Context context, MeterRegistry metrics) {
    this.database = database;
    this.context = context;
    this.rejected = metrics.counter("blocks_rejected_total", "reason", "index");
  }

  /** Of {@code sha256s}, the ones that the store has, with their sizes. */
  Future<Map<String, Long>> known(Collection<String> sha256s) {
    return database
        .query(KNOWN, Tuple.tuple().addArrayOfString(sha256s.toArray(new String[0])))
        .map(rows -> {
          Map<String, Long> known = HashMap.newHashMap(rows.size());
          for (Row row : rows) {
            known.put(row.getString("sha256"), row.getLong("size_bytes"));
          }
          return known;
        });
  }

  /** Notes a block that is in the store. */
  Future<Void> add(String sha256, long sizeBytes) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(now -> {
      if (waiting.size() >= WAITING_MAX) {
        rejected.increment();
        done.fail(
            Problem.retry(
                ProblemCode.UNAVAILABLE, "too many blocks wait to be noted; send it again", 2));
        return;
      }
      waiting.add(new Added(sha256, sizeBytes, done));
      insertNext();
    });
    return done.future();
  }

  private void insertNext() {
    if (isInserting || waiting.isEmpty()) {
      return;
    }
    isInserting = true;
    List<Added> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
    while (batch.size() < BATCH && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    String[] hashes = batch.stream().map(Added::sha256).toArray(String[]::new);
    Long[] sizes = batch.stream().map(Added::sizeBytes).toArray(Long[]::new);
    database
        .query(ADD, Tuple.tuple().addArrayOfString(hashes).addArrayOfLong(sizes))
        .onComplete(inserted -> {
          isInserting = false;
          for (Added added : batch) {
            if (inserted.succeeded()) {
              added.done().complete();
            } else {
              added.done().fail(inserted.cause());
            }
          }
          insertNext();
        });
  }
}
