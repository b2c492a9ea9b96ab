package io.tidemark.catchup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderFeed.HeadReceiver;
import io.tidemark.journal.JournalHeads;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalMemory.Head;
import io.tidemark.journal.StreamHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the heads of the namespaces that this node has devices for with PostgreSQL, and brings
 * what has not passed here, whatever the reason.
 *
 * <p>While the stream is fresh, this is for what nobody foresaw: all namespaces within a minute, a
 * few each second, and each is given time to arrive by itself before it counts as missed. While the
 * stream is not fresh, it takes the stream's place: all namespaces every two seconds. What is
 * missed is read once for the node and goes on as if it had come by the stream, so that a folder
 * with many devices costs one read and one push.
 */
public final class HeadSweep {
  private static final Logger LOG = LoggerFactory.getLogger(HeadSweep.class);
  private static final int TICK_MILLIS = 1_000;
  private static final int ROUND_TICKS = 60;
  private static final int STALE_TICKS = 2;
  private static final int PAGE = 1_000;

  private static final int ENTRIES_PER_READ = 500;
  private static final int NAMESPACES_PER_READ = 100;

  /** Beyond, devices are told that there is something and read at their own pace. */
  private static final long GAP_MAX = 5_000;

  private final Vertx vertx;
  private final JournalHeads journal;
  private final JournalMemory memory;
  private final StreamHealth health;
  private final Supplier<List<UUID>> interests;
  private final Consumer<FolderChange> changes;
  private final HeadReceiver notices;
  private final Supplier<Future<Void>> whileStale;
  private final long graceNanos;
  private final Counter compared;
  private final Counter repaired;

  /** Heads that were read and that will be looked at again. */
  private final ArrayDeque<Look> looks = new ArrayDeque<>();

  private List<UUID> round = List.of();
  private int next;
  private int ticks;
  private boolean busy;
  private long restUntilNanos = System.nanoTime();
  private long timer;

  private record Look(Map<UUID, Head> heads, long sinceNanos) {}

  /**
   * @param interests the namespaces that this node has devices for
   * @param changes takes what was missed; it is in {@code memory} when the call returns
   * @param notices told of heads whose entries the devices have to read themselves
   * @param whileStale what else has to be looked at while the stream is not fresh
   * @param graceMillis after which what a fresh stream has brought is on the sockets
   */
  public HeadSweep(
      Vertx vertx,
      JournalHeads journal,
      JournalMemory memory,
      StreamHealth health,
      Supplier<List<UUID>> interests,
      Consumer<FolderChange> changes,
      HeadReceiver notices,
      Supplier<Future<Void>> whileStale,
      long graceMillis,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.journal = journal;
    this.memory = memory;
    this.health = health;
    this.interests = interests;
    this.changes = changes;
    this.notices = notices;
    this.whileStale = whileStale;
    this.graceNanos = TimeUnit.MILLISECONDS.toNanos(graceMillis);
    this.compared =
        Counter.builder("sweep.compared")
            .description("Heads that were compared with the journal")
            .register(registry);
    this.repaired =
        Counter.builder("sweep.repaired")
            .description("Times that a namespace had moved on unheard of")
            .register(registry);
  }

  public void start() {
    timer = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
  }

  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void tick() {
    ticks++;
    boolean fresh = health.isFresh(System.nanoTime());
    long startNanos = System.nanoTime();
    if (busy || (!fresh && (ticks % STALE_TICKS != 0 || startNanos - restUntilNanos < 0))) {
      return;
    }
    busy = true;
    Future<Void> work = fresh ? someOfAll() : all();
    work.onComplete(result -> {
      busy = false;
      // A stream that lags because there is much to do must not make more of it.
      long now = System.nanoTime();
      restUntilNanos = now + (now - startNanos);
      if (result.failed()) {
        LOG.debug("heads not compared cause='{}'", String.valueOf(result.cause()));
      }
    });
  }

  /** The next few of this round, and again those of some seconds ago. */
  private Future<Void> someOfAll() {
    if (next >= round.size()) {
      round = interests.get();
      next = 0;
    }
    int count = Math.min(PAGE, Math.max(1, Math.ceilDiv(round.size(), ROUND_TICKS)));
    List<UUID> page = round.subList(next, Math.min(round.size(), next + count));
    next += page.size();
    return look(page).onSuccess(looks::add).compose(_ -> lookAgain());
  }

  private Future<Void> lookAgain() {
    Look look = looks.peek();
    if (look == null || System.nanoTime() - look.sinceNanos() < graceNanos) {
      return Future.succeededFuture();
    }
    looks.remove();
    return repair(look)
        .onSuccess(_ -> look.heads().forEach(this::notice))
        .compose(_ -> lookAgain());
  }

  private Future<Void> all() {
    looks.clear();
    return pages(interests.get(), 0).compose(_ -> whileStale.get());
  }

  private Future<Void> pages(List<UUID> all, int from) {
    if (from >= all.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(all.size(), from + PAGE);
    return look(all.subList(from, to))
        .compose(look -> {
          noticeKnown(look);
          return repair(look);
        })
        .compose(_ -> pages(all, to));
  }

  /**
   * Tells of the heads that memory has: it may have learned them from the database, for a device
   * that has just come, and those that were here before have heard nothing. What memory lacks comes
   * as a push.
   */
  private void noticeKnown(Look look) {
    look.heads()
        .forEach((ns, head) -> {
          Head known = memory.head(ns);
          if (known != null && known.epoch() == head.epoch() && known.seq() >= head.seq()) {
            notice(ns, head);
          }
        });
  }

  private Future<Look> look(List<UUID> page) {
    long sinceNanos = System.nanoTime();
    if (page.isEmpty()) {
      return Future.succeededFuture(new Look(Map.of(), sinceNanos));
    }
    return journal
        .of(page)
        .map(heads -> {
          compared.increment(heads.size());
          return new Look(heads, sinceNanos);
        });
  }

  /** Brings what memory shows not to have passed. */
  private Future<Void> repair(Look look) {
    Map<UUID, Long> missed = new HashMap<>();
    look.heads()
        .forEach((ns, head) -> {
          Head known = memory.head(ns);
          if (known == null || known.epoch() < head.epoch()) {
            unknown(ns, head, look);
          } else if (known.epoch() == head.epoch() && known.seq() < head.seq()) {
            if (head.seq() - known.seq() > GAP_MAX) {
              repaired.increment();
              unknown(ns, head, look);
            } else if (missed.size() < NAMESPACES_PER_READ) {
              missed.put(ns, known.seq());
            }
          }
        });
    if (missed.isEmpty()) {
      return Future.succeededFuture();
    }
    return journal
        .after(missed, ENTRIES_PER_READ)
        .compose(found -> {
          for (FolderChange change : found) {
            missed.remove(change.ns());
            repaired.increment();
            changes.accept(change);
          }
          // History that is gone: devices learn so when they read.
          look.heads()
              .forEach((ns, head) -> {
                if (missed.containsKey(ns)) {
                  unknown(ns, head, look);
                }
              });
          return repair(look);
        });
  }

  /** A head of which the entries are not known here. */
  private void unknown(UUID ns, Head head, Look look) {
    memory.learnHead(ns, head.epoch(), head.seq(), look.sinceNanos());
    notice(ns, head);
  }

  private void notice(UUID ns, Head head) {
    notices.head(ns, head.epoch(), head.seq());
  }
}
