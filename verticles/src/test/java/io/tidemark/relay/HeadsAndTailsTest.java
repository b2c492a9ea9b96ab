package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.catchup.CatchUp;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.journal.Commits;
import io.tidemark.journal.Database;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.Memories;
import io.tidemark.journal.RedisIncarnation;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the relay leaves in Redis, and what a device that catches up is given of it. */
class HeadsAndTailsTest {
  private Road road;
  private Commits commits;
  private Database database;
  private CatchUp catchUp;

  @BeforeEach
  void open() throws Exception {
    road = new Road(SharedServers.get());
    commits = new Commits(road.servers.postgresUri());
    database = Database.open(road.vertx, road.servers.postgresUri(), 2);
    catchUp = new CatchUp(Memories.small(), road.redis, new JournalReader(database), road.registry);
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    Road.await(database.close());
    road.close();
  }

  @Test
  void a_device_a_little_behind_is_served_from_redis() throws Exception {
    UUID ns = relayed(3);
    commits.commit(2, ns);
    untilHead(ns, 5);
    double before = fromRedis();
    CatchUpPage page = read(ns, 3, 100);
    assertThat(seqs(page)).containsExactly(4L, 5L);
    assertThat(page.head()).isEqualTo(5);
    assertThat(seqs(read(ns, 0, 2))).containsExactly(1L, 2L);
    assertThat(seqs(read(ns, 1, 100))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(fromRedis()).isEqualTo(before + 3);
  }

  @Test
  void a_tail_keeps_the_newest_entries_and_the_rest_comes_from_the_journal() throws Exception {
    UUID ns = relayed(1);
    for (int commit = 0; commit < 30; commit++) {
      commits.commit(10, ns);
    }
    untilHead(ns, 301);
    double before = fromRedis();
    assertThat(seqs(read(ns, 0, 1000))).hasSize(301);
    assertThat(fromRedis()).isEqualTo(before);
    assertThat(seqs(read(ns, 100, 1000)))
        .isEqualTo(LongStream.rangeClosed(101, 301).boxed().toList());
    assertThat(fromRedis()).isEqualTo(before + 1);
  }

  @Test
  void redis_flushed_costs_nothing_but_a_read_of_the_journal_and_tails_begin_anew()
      throws Exception {
    UUID ns = relayed(4);
    redis(Request.cmd(Command.FLUSHALL));
    double before = fromRedis();
    assertThat(seqs(read(ns, 0, 100))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(fromRedis()).isEqualTo(before);
    commits.commit(2, ns);
    untilHead(ns, 6);
    assertThat(seqs(read(ns, 0, 100))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(fromRedis()).isEqualTo(before);
    assertThat(seqs(read(ns, 4, 100))).containsExactly(5L, 6L);
    assertThat(fromRedis()).isEqualTo(before + 1);
  }

  @Test
  void redis_flushed_is_noticed_and_what_this_node_remembers_is_written_again() throws Exception {
    UUID ns = relayed(4);
    JournalMemory memory = Memories.small();
    CatchUpPage all = read(ns, 0, 100);
    memory.append(new FolderChange(ns, 1, all.entries()), System.nanoTime());
    TailRebuild rebuild = new TailRebuild(road.redis, memory, road.settings, road.registry);
    RedisIncarnation incarnation = new RedisIncarnation(road.vertx, road.redis);
    AtomicInteger flushes = new AtomicInteger();
    incarnation.listen(flushed -> {
      flushes.addAndGet(flushed ? 1 : 0);
      rebuild.begin();
    });
    incarnation.start();
    Road.until("the key is there", () -> incarnationKey() != null);
    String before = incarnationKey();
    redis(Request.cmd(Command.FLUSHALL));
    untilHead(ns, 4);
    assertThat(incarnationKey()).isNotEqualTo(before);
    assertThat(flushes).hasValue(1);
    double reads = fromRedis();
    assertThat(seqs(read(ns, 1, 100))).containsExactly(2L, 3L, 4L);
    assertThat(fromRedis()).isEqualTo(reads + 1);
    assertThat(road.count("tails.rebuilt")).isEqualTo(1);
    commits.commit(1, ns);
    untilHead(ns, 5);
    assertThat(seqs(read(ns, 0, 100))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(fromRedis()).isEqualTo(reads + 2);
  }

  private String incarnationKey() {
    Response value = redis(Request.cmd(Command.GET).arg(RedisKeys.INCARNATION));
    return value == null ? null : value.toString();
  }

  @Test
  void a_tail_that_lags_behind_hides_nothing() throws Exception {
    UUID ns = relayed(2);
    road.stopRelay(0);
    commits.commit(3, ns);
    assertThat(seqs(read(ns, 0, 100))).containsExactly(1L, 2L);
    assertThat(seqs(read(ns, 2, 100))).containsExactly(3L, 4L, 5L);
  }

  @Test
  void a_tail_of_another_incarnation_is_not_believed() throws Exception {
    UUID ns = relayed(2);
    commits.execute("UPDATE namespaces SET epoch = 2 WHERE ns = '" + ns + "'");
    double before = fromRedis();
    assertThat(Road.await(catchUp.read(ns, 2, 0, 100)).epoch()).isEqualTo(2);
    assertThat(fromRedis()).isEqualTo(before);
  }

  @Test
  void heads_and_tails_have_a_lifetime() throws Exception {
    UUID ns = relayed(1);
    for (String key : List.of(RedisKeys.head(ns), RedisKeys.tail(ns))) {
      assertThat(redis(Request.cmd(Command.TTL).arg(key)).toInteger()).isBetween(3500, 3600);
    }
  }

  @Test
  void with_redis_hanging_the_journal_is_read_and_the_relay_goes_on() throws Exception {
    UUID ns = relayed(2);
    road.tail();
    signal("STOP");
    try {
      assertThat(seqs(read(ns, 0, 100))).containsExactly(1L, 2L);
      commits.commit(1, ns);
      assertThat(road.next(ns, 1)).containsExactly(3L);
    } finally {
      signal("CONT");
    }
    Road.until("redis is back", road.redis::isConnected);
    commits.commit(1, ns);
    untilHead(ns, 4);
  }

  private static void signal(String signal) throws Exception {
    String pid = Long.toString(SharedServers.redis().pid());
    new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
  }

  /** A folder with {@code count} entries, all of which Redis has. */
  private UUID relayed(int count) throws Exception {
    UUID ns = commits.folder();
    road.interests.add(ns);
    road.activeRelay();
    commits.commit(count, ns);
    untilHead(ns, count);
    return ns;
  }

  private void untilHead(UUID ns, long seq) {
    Road.until(
        "redis has the head " + seq,
        () -> {
          Response head = redis(Request.cmd(Command.GET).arg(RedisKeys.head(ns)));
          return head != null && head.toString().endsWith(":" + seq);
        });
  }

  private Response redis(Request request) {
    return Road.await(road.redis.send(request));
  }

  private CatchUpPage read(UUID ns, long after, int limit) {
    return Road.await(catchUp.read(ns, 1, after, limit));
  }

  private double fromRedis() {
    return road.registry.get("catchup.pages").tag("source", "redis").counter().count();
  }

  private static List<Long> seqs(CatchUpPage page) {
    return page.entries().stream().map(JournalEntry::seq).toList();
  }
}
