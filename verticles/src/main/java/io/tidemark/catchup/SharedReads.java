package io.tidemark.catchup;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads of the same page at the same time become one: after an outage the many devices of a folder
 * all stand at the same place. Bounded by the reads that are under way.
 *
 * @param <T> what is read
 */
final class SharedReads<T> {
  private final ConcurrentHashMap<Page, Future<T>> running = new ConcurrentHashMap<>();

  record Page(UUID ns, int epoch, long after, int limit) {}

  Future<T> read(Page page, Supplier<Future<T>> source) {
    Promise<T> promise = Promise.promise();
    Future<T> earlier = running.putIfAbsent(page, promise.future());
    if (earlier != null) {
      return earlier;
    }
    source
        .get()
        .onComplete(result -> {
          running.remove(page);
          promise.handle(result);
        });
    return promise.future();
  }
}
