package io.tidemark.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.FolderChange;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a Redis that was flushed, or away, the heads and tails that this node has in memory. Every
 * node does it, and asks first which are missing: mostly another one was faster.
 */
public final class TailRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(TailRebuild.class);
  private static final int NAMESPACES_PER_BATCH = 100;

  private final RedisLink redis;
  private final JournalMemory memory;
  private final TailScript script;
  private final Counter rebuilt;
  private boolean running;
  private boolean again;

  public TailRebuild(
      RedisLink redis, JournalMemory memory, RelaySettings settings, MeterRegistry registry) {
    this.redis = redis;
    this.memory = memory;
    this.script = new TailScript(redis, settings);
    this.rebuilt =
        Counter.builder("tails.rebuilt")
            .description("Tails written again after Redis had lost or missed them")
            .register(registry);
  }

  /** Begins, and returns; always on the same event loop. */
  public void begin() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    // What moved last is what is asked for next.
    List<UUID> namespaces = memory.withEntries().reversed();
    batches(namespaces, 0)
        .onComplete(result -> {
          running = false;
          if (result.failed()) {
            LOG.info("tails not written again cause='{}'", String.valueOf(result.cause()));
          } else if (again) {
            begin();
          }
        });
  }

  private Future<Void> batches(List<UUID> namespaces, int from) {
    if (from >= namespaces.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(namespaces.size(), from + NAMESPACES_PER_BATCH);
    List<UUID> batch = namespaces.subList(from, to);
    return redis
        .send(TailScript.heads(batch))
        .compose(heads -> redis.batch(requests(batch, TailScript.heads(batch, heads))))
        .compose(written -> {
          rebuilt.increment(written.size());
          return batches(namespaces, to);
        });
  }

  /** For those of which memory has more than Redis. */
  private List<Request> requests(List<UUID> batch, Map<UUID, JournalMemory.Head> known) {
    List<Request> requests = new ArrayList<>();
    for (UUID ns : batch) {
      FolderChange tail = memory.tail(ns);
      JournalMemory.Head head = known.get(ns);
      if (tail != null
          && (head == null
              || head.epoch() < tail.epoch()
              || (head.epoch() == tail.epoch() && head.seq() < tail.to()))) {
        requests.add(script.append(ns, FolderChanges.of(ns, tail.epoch(), tail.entries())));
      }
    }
    return requests;
  }
}
