package io.tidemark.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.UserIds;
import io.tidemark.journal.JournalMemory.Head;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of who is a member of what, so that devices that come back all at once cost
 * the database nothing.
 *
 * <p>A user's memberships are kept as they were read until the stream says that they changed, and
 * believed while the stream is fresh; heads come from what this node remembers of the journals.
 * While the stream is not fresh the database is asked, and if it is away too, what was known last
 * counts: no membership beyond its own end.
 */
public final class MemberDirectory implements Memberships {
  private static final long MEMBERSHIPS_MAX = 1_000_000;

  /** A change of a user makes void what was being read of all users with the same number. */
  private static final int STRIPES = 4_096;

  private final Namespaces namespaces;
  private final JournalMemory memory;
  private final StreamHealth health;
  private final Counter remembered;
  private final Counter read;
  private final Cache<UUID, Entry> entries =
      Caffeine.newBuilder()
          .maximumWeight(MEMBERSHIPS_MAX)
          .weigher((UUID _, Entry entry) -> 1 + entry.memberships.size())
          .build();
  private final ConcurrentHashMap<UUID, Promise<Entry>> loading = new ConcurrentHashMap<>();
  private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
  private final AtomicLong losses = new AtomicLong();

  private record Entry(List<Membership> memberships, long sinceNanos) {}

  public MemberDirectory(
      Namespaces namespaces, JournalMemory memory, StreamHealth health, MeterRegistry registry) {
    this.namespaces = namespaces;
    this.memory = memory;
    this.health = health;
    this.remembered = counter(registry, "memory");
    this.read = counter(registry, "postgres");
  }

  private static Counter counter(MeterRegistry registry, String source) {
    return Counter.builder("memberships.reads")
        .description("Times that a user's memberships were asked for, by where they came from")
        .tag("source", source)
        .register(registry);
  }

  @Override
  public Future<Known> known(UUID userId) {
    long nowNanos = System.nanoTime();
    if (health.isFresh(nowNanos)) {
      List<Membership> known = withHeads(entries.getIfPresent(userId), nowNanos, false);
      if (known != null) {
        remembered.increment();
        return Future.succeededFuture(new Known(known, false, nowNanos));
      }
    }
    return load(userId)
        .map(entry -> new Known(entry.memberships, true, entry.sinceNanos))
        .recover(failure -> {
          // That took its time, and a membership may have run out meanwhile.
          long lateNanos = System.nanoTime();
          List<Membership> last = withHeads(entries.getIfPresent(userId), lateNanos, true);
          if (last == null) {
            return Future.failedFuture(failure);
          }
          remembered.increment();
          return Future.succeededFuture(new Known(last, false, lateNanos));
        });
  }

  @Override
  public Future<List<Membership>> current(UUID userId) {
    return read(userId).map(Entry::memberships);
  }

  /** A membership changed: what was known of the user is void. From any thread. */
  public void accept(MemberChange change) {
    drop(change.user());
  }

  /** As {@link #accept}. */
  public void drop(String user) {
    UUID userId = UserIds.of(user);
    // In this order: a read that has not seen the new number is dropped by what follows.
    changes.incrementAndGet(stripe(userId));
    loading.remove(userId);
    entries.invalidate(userId);
  }

  /** The stream has lost something: nothing that was known is sure any more. */
  public void forget() {
    losses.incrementAndGet();
    loading.clear();
    entries.invalidateAll();
  }

  /** Reads the memberships of some users; answers of whom they are not what was known. */
  Future<List<String>> compare(List<String> users) {
    long sinceNanos = System.nanoTime();
    long loss = losses.get();
    List<UUID> userIds = users.stream().map(UserIds::of).toList();
    long[] before = userIds.stream().mapToLong(userId -> changes.get(stripe(userId))).toArray();
    return namespaces
        .ofAll(userIds)
        .map(found -> {
          List<String> changed = new ArrayList<>();
          for (int index = 0; index < before.length; index++) {
            UUID userId = userIds.get(index);
            List<Membership> current = found.getOrDefault(userId, List.of());
            Entry known = entries.getIfPresent(userId);
            if (known == null || !sameParts(known.memberships, current)) {
              changed.add(users.get(index));
            }
            keep(userId, new Entry(current, sinceNanos), before[index], loss);
          }
          return changed;
        });
  }

  private static boolean sameParts(List<Membership> one, List<Membership> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int index = 0; index < one.size(); index++) {
      Membership before = one.get(index);
      Membership now = other.get(index);
      if (!before.ns().equals(now.ns())
          || before.role() != now.role()
          || before.joinedMicros() != now.joinedMicros()) {
        return false;
      }
    }
    return true;
  }

  /** One read for all who ask at the same time. */
  private Future<Entry> load(UUID userId) {
    Promise<Entry> mine = Promise.promise();
    Promise<Entry> first = loading.putIfAbsent(userId, mine);
    if (first != null) {
      return first.future();
    }
    read(userId)
        .onComplete(result -> {
          loading.remove(userId, mine);
          if (result.succeeded()) {
            mine.complete(result.result());
          } else {
            mine.fail(result.cause());
          }
        });
    return mine.future();
  }

  private Future<Entry> read(UUID userId) {
    read.increment();
    long sinceNanos = System.nanoTime();
    long change = changes.get(stripe(userId));
    long loss = losses.get();
    return namespaces
        .of(userId)
        .map(memberships -> {
          Entry entry = new Entry(memberships, sinceNanos);
          for (Membership in : memberships) {
            memory.learnHead(in.ns(), in.epoch(), in.head(), sinceNanos);
          }
          keep(userId, entry, change, loss);
          return entry;
        });
  }

  /** Unless it may be older than a change that has passed already. */
  private void keep(UUID userId, Entry entry, long change, long loss) {
    entries
        .asMap()
        .compute(
            userId,
            (_, known) ->
                changes.get(stripe(userId)) == change && losses.get() == loss ? entry : known);
  }

  /**
   * The memberships that have not run out, with the heads of this moment.
   *
   * @param anyway also where a head may have moved on unheard of
   * @return null if that is not known
   */
  private @Nullable List<Membership> withHeads(
      @Nullable Entry entry, long nowNanos, boolean anyway) {
    if (entry == null) {
      return null;
    }
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(nowNanos);
    List<Membership> known = new ArrayList<>(entry.memberships.size());
    for (Membership in : entry.memberships) {
      if (in.expiresMillis() <= nowMillis) {
        continue;
      }
      Head head = memory.head(in.ns());
      if (head != null && isLater(head, in)) {
        known.add(in.at(head.epoch(), head.seq()));
      } else if (head != null || anyway || memory.covers(in.ns(), entry.sinceNanos)) {
        known.add(in);
      } else {
        return null;
      }
    }
    return known;
  }

  private static boolean isLater(Head head, Membership than) {
    return head.epoch() > than.epoch()
        || (head.epoch() == than.epoch() && head.seq() > than.head());
  }

  private static int stripe(UUID userId) {
    return userId.hashCode() & (STRIPES - 1);
  }
}
