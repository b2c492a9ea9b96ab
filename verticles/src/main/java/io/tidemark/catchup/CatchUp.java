package io.tidemark.catchup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.RedisKeys;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.JournalEntry;
import io.tidemark.journal.JournalPage;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what comes after a watermark: from Redis where its tail reaches back that far, otherwise
 * from PostgreSQL.
 *
 * <p>Redis is believed only for entries that follow on what was asked for, never for there being
 * none: it may lag behind, or have been away. And only for an incarnation of the journal that
 * PostgreSQL has named lately.
 */
public final class CatchUp implements ChangeSource {
  private static final int EPOCHS_MAX = 200_000;
  private static final Duration EPOCH_KEPT = Duration.ofMinutes(5);

  private final RedisLink redis;
  private final JournalReader journal;
  private final Counter fromRedis;
  private final Counter fromPostgres;
  private final Cache<UUID, Integer> epochs =
      Caffeine.newBuilder().maximumSize(EPOCHS_MAX).expireAfterWrite(EPOCH_KEPT).build();

  public CatchUp(RedisLink redis, JournalReader journal, MeterRegistry registry) {
    this.redis = redis;
    this.journal = journal;
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
  public Future<CatchUpPage> read(UUID ns, long after, int limit) {
    Integer epoch = epochs.getIfPresent(ns);
    if (epoch == null || !redis.isConnected()) {
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
        .map((JournalPage page) -> {
          epochs.put(ns, page.epoch());
          return new CatchUpPage(page.epoch(), page.head(), page.entries());
        });
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
