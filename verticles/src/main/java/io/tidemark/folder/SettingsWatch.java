package io.tidemark.folder;

import io.tidemark.flow.FolderSettings;
import io.tidemark.journal.FolderSettingsTable;
import io.tidemark.journal.FolderSettingsTable.Change;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twice a second what owners have set for their folders, on whatever node, and has it count
 * here. While PostgreSQL is away, what is known goes on to count.
 */
public final class SettingsWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);
  private static final int LOOK_MILLIS = 500;
  private static final int PAGE = 10_000;

  private final Vertx vertx;
  private final Context context;
  private final FolderSettingsTable table;
  private final BiConsumer<UUID, FolderSettings> receiver;
  private long revision;
  private boolean looking;
  private boolean away;
  private long timer;

  /**
   * @param receiver takes what counts for a folder from now on
   */
  public SettingsWatch(
      Vertx vertx, FolderSettingsTable table, BiConsumer<UUID, FolderSettings> receiver) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.table = table;
    this.receiver = receiver;
  }

  /** Completes when all that is set by now is known: before that, a node must not push. */
  public Future<Void> start() {
    Promise<Void> known = Promise.promise();
    context.runOnContext(_ ->
        read()
            .onSuccess(_ -> timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look()))
            .onComplete(known));
    return known.future();
  }

  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(_ -> {
      vertx.cancelTimer(timer);
      stopped.complete();
    });
    return stopped.future();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    read()
        .onComplete(read -> {
          looking = false;
          if (read.failed() && !away) {
            LOG.warn("folder settings not read cause='{}'", String.valueOf(read.cause()));
          }
          away = read.failed();
        });
  }

  private Future<Void> read() {
    return table
        .after(revision, PAGE)
        .compose(changes -> {
          take(changes);
          return changes.size() == PAGE ? read() : Future.succeededFuture();
        });
  }

  private void take(List<Change> changes) {
    for (Change change : changes) {
      revision = change.revision();
      receiver.accept(change.ns(), change.settings());
    }
  }
}
