package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.FolderSettings;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What owners of team folders have set, as PostgreSQL keeps it for all nodes. */
public final class FolderSettingsTable {
  private static final String SET =
      Resources.text(FolderSettingsTable.class, "set_folder_settings.sql");
  private static final String ONE =
      Resources.text(FolderSettingsTable.class, "folder_settings.sql");
  private static final String AFTER =
      Resources.text(FolderSettingsTable.class, "folder_settings_after.sql");

  private final Database database;

  public FolderSettingsTable(Database database) {
    this.database = database;
  }

  /** Settings with who set them last, and when. */
  public record Saved(FolderSettings settings, Instant changedAt, String changedBy) {}

  /**
   * Settings as a node learns them.
   *
   * @param revision higher than that of all that was set before
   */
  public record Change(UUID ns, FolderSettings settings, long revision) {}

  /** Fails with the {@code Problem} too many requests where no more folders may have settings. */
  public Future<Saved> set(UUID ns, FolderSettings settings, UUID by) {
    return database
        .query(
            SET,
            Tuple.of(
                ns,
                orNull(settings.windowMillis()),
                orNull(settings.maxDeltasPerSecond()),
                settings.muted(),
                by,
                (long) FolderSettings.FOLDERS_MAX))
        .map(rows -> {
          for (Row row : rows) {
            return saved(row);
          }
          throw Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              "%,d team folders have settings of their own, which is as many as may; nobody's were changed"
                  .formatted(FolderSettings.FOLDERS_MAX));
        });
  }

  /** Empty where nobody has ever set anything. */
  public Future<Optional<Saved>> of(UUID ns) {
    return database
        .query(ONE, Tuple.of(ns))
        .map(rows -> {
          for (Row row : rows) {
            return Optional.of(saved(row));
          }
          return Optional.empty();
        });
  }

  /** What was set after a revision, in the order in which it was; at most {@code limit}. */
  public Future<List<Change>> after(long revision, int limit) {
    return database
        .query(AFTER, Tuple.of(revision, (long) limit))
        .map(rows -> {
          List<Change> changes = new ArrayList<>(rows.size());
          for (Row row : rows) {
            changes.add(new Change(row.getUUID("ns"), settings(row), row.getLong("revision")));
          }
          return changes;
        });
  }

  private static Saved saved(Row row) {
    return new Saved(
        settings(row),
        row.getOffsetDateTime("changed_at").toInstant(),
        row.getString("changed_by_name"));
  }

  private static FolderSettings settings(Row row) {
    return new FolderSettings(
        orNone(row.getInteger("window_millis")),
        orNone(row.getInteger("max_deltas_per_second")),
        row.getBoolean("muted"));
  }

  private static @Nullable Integer orNull(int value) {
    return value == 0 ? null : value;
  }

  private static int orNone(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
