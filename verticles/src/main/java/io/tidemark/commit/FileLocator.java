package io.tidemark.commit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.config.Resources;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says which namespace a file is in, so that its lane can be chosen before it is locked. Only a
 * hint: the transaction looks again. Look-ups that come while one is under way share the next one.
 */
final class FileLocator {
  private static final String SQL = Resources.text(FileLocator.class, "locate_files.sql");
  private static final int REMEMBERED_FILES = 200_000;

  private final Database database;
  private final Cache<UUID, UUID> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED_FILES).build();
  private Map<UUID, Promise<UUID>> waiting = new HashMap<>();
  private boolean asking;

  FileLocator(Database database) {
    this.database = database;
  }

  /** Fails with a {@link Problem} if there is no such file. */
  Future<UUID> locate(UUID fileId) {
    UUID ns = known.getIfPresent(fileId);
    return ns != null ? Future.succeededFuture(ns) : enqueue(fileId);
  }

  /** Asks again, whatever was known: another move may have passed unseen, on any node. */
  Future<UUID> locateAnew(UUID fileId) {
    known.invalidate(fileId);
    return enqueue(fileId);
  }

  void note(UUID fileId, UUID ns) {
    known.put(fileId, ns);
  }

  private synchronized Future<UUID> enqueue(UUID fileId) {
    Future<UUID> found = waiting.computeIfAbsent(fileId, id -> Promise.promise()).future();
    if (!asking) {
      asking = true;
      ask();
    }
    return found;
  }

  private synchronized void ask() {
    Map<UUID, Promise<UUID>> asked = waiting;
    waiting = new HashMap<>();
    if (asked.isEmpty()) {
      asking = false;
      return;
    }
    database
        .query(SQL, Tuple.of((Object) asked.keySet().toArray(UUID[]::new)))
        .map(rows -> {
          Map<UUID, UUID> namespaces = new HashMap<>();
          for (Row row : rows) {
            namespaces.put(row.getUUID(0), row.getUUID(1));
          }
          return namespaces;
        })
        .onComplete(read -> {
          ask();
          tell(asked, read.result(), read.cause());
        });
  }

  private void tell(
      Map<UUID, Promise<UUID>> asked,
      @Nullable Map<UUID, UUID> namespaces,
      @Nullable Throwable failure) {
    List<Map.Entry<UUID, Promise<UUID>>> all = new ArrayList<>(asked.entrySet());
    for (Map.Entry<UUID, Promise<UUID>> one : all) {
      UUID ns = namespaces == null ? null : namespaces.get(one.getKey());
      if (ns != null) {
        known.put(one.getKey(), ns);
        one.getValue().complete(ns);
      } else {
        one.getValue()
            .fail(
                failure != null
                    ? failure
                    : Problem.of(
                        ProblemCode.NOT_FOUND, "file '" + one.getKey() + "' is not there"));
      }
    }
  }
}
