package io.tidemark.catchup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.RedisKeys;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.JournalEntry;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalPage;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what comes after a watermark: from this node's memory, else from Redis where its tail
 * reaches back that far, otherwise from PostgreSQL.
 *
 * <p>The copies are believed only for entries that follow on what was asked for, never for there
 * being none: they may lag behind, or have been away. And only for the incarnation of the journal
 * that the reader knows; whether there is another is for PostgreSQL to say.
 */
public final class CatchUp implements ChangeSource {
  private final JournalMemory memory;
  private final RedisLink redis;
  private final SharedReads<CatchUpPage> reads = new SharedReads<>();
  private final JournalReader journal;
  private final Counter fromMemory;
  private final Counter fromRedis;
  private final Counter fromPostgres;

  public CatchUp(
      JournalMemory memory, RedisLink redis, JournalReader journal, MeterRegistry registry) {
    this.memory = memory;
    this.redis = redis;
    this.journal = journal;
    this.fromMemory = counter(registry, "memory");
    this.fromRedis = counter(registry, "redis");
    this.fromPostgres = counter(registry, "postgres");
  }

  private static Counter counter(MeterRegistry registry, String source) {
    return Counter.builder("catchup.pages")
        .description("Pages of history read, by where they came from")
        .tag("source", source)
        .register(registry);
  }

  @Override
  public Future<CatchUpPage> read(UUID ns, int epoch, long after, int limit) {
    CatchUpPage remembered = memory.read(ns, epoch, after, limit);
    if (remembered != null) {
      fromMemory.increment();
      return Future.succeededFuture(remembered);
    }
    return reads.read(
        new SharedReads.Page(ns, epoch, after, limit), () -> fetch(ns, epoch, after, limit));
  }

  private Future<CatchUpPage> fetch(UUID ns, int epoch, long after, int limit) {
    JournalMemory.Head head = memory.head(ns);
    boolean beyondTails = head != null && head.seq() - after > memory.entriesPerNamespace();
    if (beyondTails || !redis.isConnected()) {
      return fromPostgres(ns, after, limit);
    }
    return redis
        .batch(
            List.of(
                Request.cmd(Command.GET).arg(RedisKeys.head(ns)),
                Request.cmd(Command.ZRANGE)
                    .arg(RedisKeys.tail(ns))
                    .arg("(" + after)
                    .arg("+inf")
                    .arg("BYSCORE")
                    .arg("LIMIT")
                    .arg(0)
                    .arg(limit)))
        .map(answers -> page(ns, epoch, after, limit, answers.get(0), answers.get(1)))
        // Whatever is wrong with Redis, the journal is where it was.
        .otherwise((@Nullable CatchUpPage) null)
        .compose(page -> {
          if (page == null) {
            return fromPostgres(ns, after, limit);
          }
          fromRedis.increment();
          return Future.succeededFuture(page);
        });
  }

  private Future<CatchUpPage> fromPostgres(UUID ns, long after, int limit) {
    fromPostgres.increment();
    return journal
        .read(ns, after, limit)
        .map((JournalPage page) -> new CatchUpPage(page.epoch(), page.head(), page.entries()));
  }

  /** The entries of a tail that follow on {@code after}; null if there are none. */
  private static @Nullable CatchUpPage page(
      UUID ns, int epoch, long after, int limit, @Nullable Response head, @Nullable Response tail) {
    if (head == null || tail == null || !head.toString().startsWith(epoch + ":")) {
      return null;
    }
    List<JournalEntry> entries = new ArrayList<>();
    long last = after;
    for (Response member : tail) {
      if (entries.size() == limit) {
        break;
      }
      FolderChange change = FolderChangeCodec.decode(ns, member.toBytes());
      if (change.epoch() != epoch || change.from() > last) {
        return null;
      }
      for (JournalEntry entry : change.entries()) {
        if (entry.seq() == last + 1 && entries.size() < limit) {
          entries.add(entry);
          last = entry.seq();
        }
      }
    }
    if (entries.isEmpty()) {
      return null;
    }
    String text = head.toString();
    long seq = Long.parseLong(text, text.indexOf(':') + 1, text.length(), 10);
    return new CatchUpPage(epoch, Math.max(last, seq), entries);
  }
}
