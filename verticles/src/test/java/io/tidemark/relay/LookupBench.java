package io.tidemark.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.catchup.CatchUp;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.Servers;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.FolderChange;
import io.tidemark.journal.Commits;
import io.tidemark.journal.Database;
import io.tidemark.journal.JournalHeads;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.Memories;
import io.tidemark.journal.RedisLink;
import io.tidemark.protocol.Limits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many devices a second can be told what they lack, each in a folder of many and a few entries
 * behind: from a node's memory, from Redis and from PostgreSQL. Started by {@link LookupBenchRun}.
 */
final class LookupBench {
  private static final int ENTRIES = 16;
  private static final int BEHIND = 3;
  private static final int LOOPS = Runtime.getRuntime().availableProcessors();
  private static final int FOLDERS_PER_STATEMENT = 1_000;

  private final Servers servers = SharedServers.get();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Database database = Database.open(vertx, servers.postgresUri(), 8);
  private final RedisLink redis = RedisLink.open(vertx, servers.redisUri());
  private final JournalReader journal = new JournalReader(database);
  private final List<UUID> folders = new ArrayList<>();

  static void run(int seconds, int folders) throws Exception {
    LookupBench bench = new LookupBench();
    try {
      bench.all(seconds, folders);
    } finally {
      Road.await(bench.vertx.close());
    }
  }

  private void all(int seconds, int count) throws Exception {
    Road.until("redis", redis::isConnected);
    JournalMemory memory =
        new JournalMemory(new JournalMemory.Bounds(2 * count, 256, 1L << 30), System.nanoTime());
    fill(count, memory);
    TailRebuild rebuild =
        new TailRebuild(redis, memory, RelaySettings.of(servers, 256, 3_600), registry);
    vertx.runOnContext(_ -> rebuild.begin());
    UUID last = memory.withEntries().getFirst();
    Road.until(
        "redis has the tails",
        () -> Road.await(redis.send(Request.cmd(Command.GET).arg(RedisKeys.head(last)))) != null);

    JournalMemory empty = Memories.small();
    CatchUp fromMemory = new CatchUp(memory, redis, journal, registry);
    CatchUp fromRedis = new CatchUp(empty, redis, journal, registry);
    ChangeSource fromPostgres =
        (ns, _, after, limit) ->
            journal
                .read(ns, after, limit)
                .map(page -> new CatchUpPage(page.epoch(), page.head(), page.entries()));
    measure("warming up", fromMemory, 1, 1);
    measure("memory", fromMemory, 1, seconds);
    measure("Redis, pipelined", fromRedis, 512, seconds);
    measure("PostgreSQL, pipelined", fromPostgres, 512, seconds);
    System.out.printf(
        "pages by source: memory %.0f, redis %.0f, postgres %.0f%n",
        pages("memory"), pages("redis"), pages("postgres"));
  }

  private double pages(String source) {
    return registry.get("catchup.pages").tag("source", source).counter().count();
  }

  /** Folders with entries, in PostgreSQL and in {@code memory}. */
  private void fill(int count, JournalMemory memory) throws Exception {
    try (Commits commits = new Commits(servers.postgresUri())) {
      UUID owner = commits.user("owner");
      while (folders.size() < count) {
        List<UUID> made = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        for (int folder = 0; folder < FOLDERS_PER_STATEMENT; folder++) {
          UUID ns = UUID.randomUUID();
          made.add(ns);
          rows.append(folder == 0 ? "" : ",")
              .append("('%s','folder','f','%s',%d)".formatted(ns, owner, ENTRIES));
        }
        commits.execute(
            "INSERT INTO namespaces (ns, kind, name, owner_user_id, head_seq) VALUES " + rows);
        commits.execute(
            """
            INSERT INTO journal (ns, seq, epoch, file_id, change, committed_at)
            SELECT ns, seq, 1, gen_random_uuid(),
                   json_build_object('seq', seq, 'fileId', gen_random_uuid(), 'op', 'commit',
                                     'kind', 'file', 'name', 'report-' || seq || '.txt',
                                     'path', '/quarter/report-' || seq || '.txt', 'size', 4711,
                                     'committedBy', 'ann', 'device', 'laptop'),
                   now()
            FROM unnest('{%s}'::uuid[]) AS ns, generate_series(1, %d) AS seq
            """
                .formatted(String.join(",", made.stream().map(UUID::toString).toList()), ENTRIES));
        Map<UUID, Long> places = new HashMap<>();
        made.forEach(ns -> places.put(ns, 0L));
        List<FolderChange> changes = Road.await(new JournalHeads(database).after(places, ENTRIES));
        changes.forEach(change -> memory.append(change, System.nanoTime()));
        folders.addAll(made);
      }
    }
  }

  private void measure(String source, ChangeSource from, int inFlight, int seconds)
      throws InterruptedException {
    LongAdder lookups = new LongAdder();
    LongAdder entries = new LongAdder();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    CountDownLatch done = new CountDownLatch(LOOPS * inFlight);
    long start = System.nanoTime();
    for (int loop = 0; loop < LOOPS; loop++) {
      Context context = vertx.getOrCreateContext();
      for (int client = 0; client < inFlight; client++) {
        SplittableRandom random = new SplittableRandom(31L * loop + client);
        context.runOnContext(_ -> lookUp(from, random, until, lookups, entries, done));
      }
    }
    done.await();
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "look-ups from %s: %,.0f/s, %.1f entries each, %d folders, %d event loops%n",
        source,
        lookups.sum() / took,
        entries.sum() / (double) lookups.sum(),
        folders.size(),
        LOOPS);
  }

  private void lookUp(
      ChangeSource from,
      SplittableRandom random,
      long until,
      LongAdder lookups,
      LongAdder entries,
      CountDownLatch done) {
    while (System.nanoTime() < until) {
      UUID ns = folders.get(random.nextInt(folders.size()));
      Future<CatchUpPage> page = from.read(ns, 1, ENTRIES - BEHIND, Limits.JOURNAL_PAGE);
      if (!page.isComplete()) {
        page.onComplete(answer -> {
          count(answer.result(), lookups, entries);
          lookUp(from, random, until, lookups, entries, done);
        });
        return;
      }
      count(page.result(), lookups, entries);
    }
    done.countDown();
  }

  private static void count(CatchUpPage page, LongAdder lookups, LongAdder entries) {
    if (page == null || page.entries().size() != BEHIND || page.head() != ENTRIES) {
      throw new IllegalStateException("not what the device lacks: " + page);
    }
    lookups.increment();
    entries.add(page.entries().size());
  }
}
