package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.Storm;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storms, as PostgreSQL keeps them. Each node has rows of its own; those about the same entries are
 * one storm to whoever reads them, for all nodes see the same journal, whatever their clocks say.
 */
public final class StormTable {
  private static final Logger LOG = LoggerFactory.getLogger(StormTable.class);
  private static final String REPORT = Resources.text(StormTable.class, "report_storm.sql");
  private static final String OF = Resources.text(StormTable.class, "storms_of_folder.sql");
  private static final String SUPPRESSED = "suppressed";
  private static final String OPEN = "open";

  private final Database database;
  private final String node;

  /**
   * @param node that reports
   */
  public StormTable(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /** Notes how a storm of this node stands; a report that fails is followed by the next one. */
  public void note(Storm storm) {
    report(storm)
        .onFailure(cause ->
            LOG.warn("storm not noted ns={} cause='{}'", storm.ns(), String.valueOf(cause)));
  }

  /** The same, for who waits. */
  public Future<Void> report(Storm storm) {
    JsonObject nodes =
        new JsonObject()
            .put(
                node, new JsonObject().put(SUPPRESSED, storm.suppressed()).put(OPEN, storm.open()));
    return database
        .query(
            REPORT,
            Tuple.of(
                    storm.id(),
                    storm.ns(),
                    storm.epoch(),
                    storm.fromSeq(),
                    storm.toSeq(),
                    OffsetDateTime.ofInstant(storm.startedAt(), ZoneOffset.UTC))
                .addOffsetDateTime(OffsetDateTime.ofInstant(storm.lastAt(), ZoneOffset.UTC))
                .addLong(storm.peakPerSecond())
                .addJsonObject(nodes))
        .mapEmpty();
  }

  /** The newest of a folder, over all nodes, the newest first. */
  public Future<List<Storm>> of(UUID ns, int rows) {
    return database
        .query(OF, Tuple.of(ns, (long) rows))
        .map(found -> {
          List<Storm> seen = new ArrayList<>(found.size());
          found.forEach(row -> seen.add(storm(row)));
          return merged(seen);
        });
  }

  /** One for each storm, where there is one for each node that saw it. */
  static List<Storm> merged(List<Storm> seen) {
    List<Storm> byPlace = new ArrayList<>(seen);
    byPlace.sort(Comparator.comparingInt(Storm::epoch).thenComparingLong(Storm::fromSeq));
    List<Storm> storms = new ArrayList<>();
    for (Storm one : byPlace) {
      if (!storms.isEmpty() && storms.getLast().overlaps(one)) {
        storms.set(storms.size() - 1, storms.getLast().with(one));
      } else {
        storms.add(one);
      }
    }
    return storms.reversed();
  }

  private static Storm storm(Row row) {
    long suppressed = 0;
    boolean open = false;
    JsonObject nodes = row.getJsonObject("nodes");
    for (String each : nodes.fieldNames()) {
      JsonObject saw = nodes.getJsonObject(each);
      suppressed += saw.getLong(SUPPRESSED);
      open |= saw.getBoolean(OPEN);
    }
    return new Storm(
        row.getUUID("storm_id"),
        row.getUUID("ns"),
        row.getInteger("epoch"),
        row.getLong("from_seq"),
        row.getLong("to_seq"),
        row.getOffsetDateTime("started_at").toInstant(),
        row.getOffsetDateTime("last_at").toInstant(),
        row.getLong("peak_per_second"),
        suppressed,
        open && row.getBoolean("reported_lately"));
  }
}
