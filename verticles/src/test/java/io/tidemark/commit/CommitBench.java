package io.tidemark.commit;

import static io.tidemark.http.TestHub.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.commit.plan.Block;
import io.tidemark.commit.plan.Edit;
import io.tidemark.commit.plan.IdempotencyKey;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Origin;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.config.Settings;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.UserIds;
import io.tidemark.journal.Database;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many commits the lanes carry, without HTTP: a closed loop of so many clients in as many
 * namespaces, then batches of files into one folder, each beside what PostgreSQL does with a bare
 * statement in the same run. Started by {@link CommitBenchRun}.
 *
 * <p>{@code -Dbench.single=true} or {@code -Dbench.batches=true} runs one part only, {@code
 * -Dbench.unkeyed=true} leaves idempotency keys out.
 */
final class CommitBench {
  private static final Block BLOCK = new Block(String.format("%064x", 1), 4096);
  private static final int FILES_PER_BATCH = 500;
  private static final int BARE_CONNECTIONS = 16;

  private final Vertx vertx = Vertx.vertx();
  private final Database database;
  private final Commits commits;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Origin origin = new Origin("bench", UserIds.of("bench"), "bench-device", null, "");

  private CommitBench(String uri, int lanes) {
    database = Database.open(vertx, uri, 4);
    commits =
        await(
            Commits.start(
                vertx,
                uri,
                database,
                new Settings.Commit(
                    lanes,
                    Integer.getInteger("bench.batch", 64),
                    Integer.getInteger("bench.millis", 2),
                    20_000),
                registry,
                Instant::now));
  }

  /** Prints a line for each part. */
  static void run(int seconds, int namespaces, int clients, int lanes) throws Exception {
    String uri = SharedServers.freshDatabase();
    CommitBench bench = new CommitBench(uri, lanes);
    List<UUID[]> files = bench.prepare(namespaces);
    int warmUp = Math.max(2, seconds / 3);
    boolean only = Boolean.getBoolean("bench.single") || Boolean.getBoolean("bench.batches");
    if (!only || Boolean.getBoolean("bench.single")) {
      bench.single(files, clients, warmUp, "warm-up");
      double lanesRate = bench.single(files, clients, seconds, "single");
      System.out.printf(
          "bare warm-up commits/s=%.0f%n",
          BareCommits.perSecond(uri, files, BARE_CONNECTIONS, warmUp));
      double bare = BareCommits.perSecond(uri, files, BARE_CONNECTIONS, seconds);
      System.out.printf(
          "bare statement connections=%d commits/s=%.0f lanes/bare=%.2f%n",
          BARE_CONNECTIONS, bare, lanesRate / bare);
    }
    if (!only || Boolean.getBoolean("bench.batches")) {
      bench.batches(files.getFirst()[0], 2, warmUp, "warm-up");
      double lanesRate = bench.batches(files.getFirst()[0], 2, seconds, "batches");
      double bare = BareCommits.perSecond(uri, files.subList(0, 1), 2, seconds);
      System.out.printf(
          "bare statement, one folder connections=2 commits/s=%.0f lanes/bare=%.2f%n",
          bare, lanesRate / bare);
    }
    bench.close();
  }

  private List<UUID[]> prepare(int namespaces) {
    UUID user = UserIds.of("bench");
    sql("INSERT INTO users (user_id, name) VALUES ($1, 'bench')", user);
    sql(
        "INSERT INTO namespaces (ns, kind, name, owner_user_id)"
            + " SELECT gen_random_uuid(), 'folder', 'f' || n, $1 FROM generate_series(1, $2) n",
        user,
        namespaces);
    sql("INSERT INTO members (ns, user_id, role) SELECT ns, $1, 'owner' FROM namespaces", user);
    sql(
        "INSERT INTO files (file_id, ns, owner_user_id, kind, name, name_key)"
            + " SELECT gen_random_uuid(), ns, $1, 'file', 'a', 'a' FROM namespaces",
        user);
    sql("INSERT INTO blocks (sha256, size_bytes) VALUES ($1, $2)", BLOCK.sha256(), BLOCK.size());
    sql("VACUUM ANALYZE");
    sql("CHECKPOINT");
    List<UUID[]> files = new ArrayList<>();
    for (Row row : await(database.query("SELECT ns, file_id FROM files", Tuple.tuple()))) {
      files.add(new UUID[] {row.getUUID(0), row.getUUID(1)});
    }
    return files;
  }

  private void sql(String sql, Object... parameters) {
    await(
        parameters.length == 0
            ? database.pool().query(sql).execute()
            : database.query(sql, Tuple.from(parameters)));
  }

  private double single(List<UUID[]> files, int clients, int seconds, String what)
      throws InterruptedException {
    boolean keyed = !Boolean.getBoolean("bench.unkeyed");
    return run(
        what,
        clients,
        seconds,
        (client, turn) -> {
          int index = (int) ((client + (long) turn * clients) % files.size());
          UUID[] file = files.get(index);
          IdempotencyKey key =
              keyed ? new IdempotencyKey(origin.userId(), UUID.randomUUID().toString()) : null;
          return commits
              .of(
                  file[1],
                  ns ->
                      new Mutation.Commit(
                          new Origin(origin.user(), origin.userId(), origin.device(), key, "fp"),
                          ns,
                          file[1],
                          new Edit(current(file[1]), List.of(BLOCK), Instant.now(), "d")))
              .map(done -> {
                noteVersion(file[1], done);
                return 1;
              });
        });
  }

  private final java.util.concurrent.ConcurrentHashMap<UUID, Long> known =
      new java.util.concurrent.ConcurrentHashMap<>();

  private long current(UUID file) {
    return known.getOrDefault(file, 0L);
  }

  private void noteVersion(UUID file, Outcome.Done done) {
    int at = done.body().indexOf("\"version\":") + 10;
    known.put(file, Long.parseLong(done.body().substring(at, done.body().indexOf(',', at))));
  }

  private double batches(UUID ns, int clients, int seconds, String what)
      throws InterruptedException {
    String run = UUID.randomUUID().toString();
    return run(
        what,
        clients,
        seconds,
        (client, turn) -> {
          List<Mutation.Item> items =
              IntStream.range(0, FILES_PER_BATCH)
                  .mapToObj(item ->
                      new Mutation.Item(
                          null,
                          List.of("dir", run + "-" + client + "-" + turn + "-" + item),
                          new Edit(0, List.of(BLOCK), Instant.now(), "d")))
                  .toList();
          return commits.in(new Mutation.CommitMany(origin, ns, items)).map(Outcome.Done::uploads);
        });
  }

  private interface Work {
    Future<Integer> once(int client, int turn);
  }

  private double run(String what, int clients, int seconds, Work work) throws InterruptedException {
    LongAdder done = new LongAdder();
    LongAdder failed = new LongAdder();
    CountDownLatch left = new CountDownLatch(clients);
    double ownBefore = ownSeconds();
    double postgresBefore = postgresSeconds();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    List<Context> contexts = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int number = client;
      Context context =
          contexts.size() < 2
              ? ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext()
              : contexts.get(client % 2);
      contexts.add(context);
      context.runOnContext(go -> loop(work, number, 0, end, done, failed, left, null));
    }
    left.await();
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s clients=%d commits/s=%.0f CPU µs/commit: own=%.0f postgres=%.0f"
            + " failed=%d mean batch=%.1f mean ms=%.2f%n",
        what,
        clients,
        done.sum() / took,
        (ownSeconds() - ownBefore) / done.sum() * 1e6,
        (postgresSeconds() - postgresBefore) / done.sum() * 1e6,
        failed.sum(),
        registry.get("commit.batch.size").summary().mean(),
        registry.get("metadata.commit.duration").timer().mean(TimeUnit.MILLISECONDS));
    return done.sum() / took;
  }

  private static double ownSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** Of all its processes that live. */
  private static double postgresSeconds() {
    return ProcessHandle.current()
            .descendants()
            .mapToLong(process ->
                process.info().totalCpuDuration().map(java.time.Duration::toNanos).orElse(0L))
            .sum()
        / 1e9;
  }

  private void loop(
      Work work,
      int client,
      int turn,
      long end,
      LongAdder done,
      LongAdder failed,
      CountDownLatch left,
      @Nullable Throwable failure) {
    if (failure != null) {
      failed.increment();
      if (failed.sum() == 1) {
        failure.printStackTrace();
      }
    }
    if (System.nanoTime() >= end) {
      left.countDown();
      return;
    }
    work.once(client, turn)
        .onSuccess(done::add)
        .onComplete(ended -> loop(work, client, turn + 1, end, done, failed, left, ended.cause()));
  }

  private void close() {
    await(database.close());
    await(vertx.close());
  }
}
