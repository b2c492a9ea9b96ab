package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.FolderChange;
import io.tidemark.journal.Commits;
import io.tidemark.journal.Database;
import io.tidemark.journal.JournalHeads;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.Memories;
import io.tidemark.journal.StreamHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sweep against the real journal, with a stream that is whatever a test wants it to be. */
@Timeout(60)
class HeadSweepTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JournalMemory memory = Memories.small();
  private final StreamHealth health = new StreamHealth(System.nanoTime());
  private final CopyOnWriteArraySet<UUID> interests = new CopyOnWriteArraySet<>();
  private final LinkedBlockingQueue<FolderChange> changes = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final AtomicInteger memberships = new AtomicInteger();
  private Commits commits;
  private Database database;
  private HeadSweep sweep;

  @BeforeEach
  void open() throws Exception {
    String postgres = SharedServers.get().postgresUri();
    commits = new Commits(postgres);
    database = Database.open(vertx, postgres, 2);
    sweep =
        new HeadSweep(
            vertx,
            new JournalHeads(database),
            memory,
            health,
            () -> List.copyOf(interests),
            change -> {
              memory.append(change, System.nanoTime());
              changes.add(change);
            },
            (ns, epoch, seq) -> notices.add(ns + " " + epoch + " " + seq),
            () -> {
              memberships.incrementAndGet();
              return Future.succeededFuture();
            },
            2_500,
            registry);
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    database.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void while_the_stream_is_away_what_is_committed_comes_all_the_same() throws Exception {
    UUID ns = folder(3);
    UUID other = folder(2);
    memory.learnHead(ns, 1, 1, System.nanoTime());
    memory.learnHead(other, 1, 2, System.nanoTime());
    sweep.start();

    assertThat(next(ns)).containsExactly(2L, 3L);
    commits.commit(1_200, ns);
    assertThat(next(ns)).hasSize(500).startsWith(4L);
    assertThat(next(ns)).hasSize(500);
    assertThat(next(ns)).hasSize(200).endsWith(1_203L);
    assertThat(notices).doesNotContain(ns + " 1 1203");
    assertThat(memory.head(ns)).isEqualTo(new JournalMemory.Head(1, 1_203));
    assertThat(memberships.get()).isPositive();
    assertThat(registry.get("sweep.repaired").counter().count()).isEqualTo(4);
  }

  @Test
  void a_head_that_was_learned_for_one_device_is_told_to_the_others() throws Exception {
    UUID ns = folder(3);
    memory.learnHead(ns, 1, 3, System.nanoTime());
    sweep.start();

    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(ns + " 1 3");
    assertThat(changes).isEmpty();
  }

  @Test
  void a_head_that_this_node_knows_nothing_of_is_told_and_remembered() throws Exception {
    UUID ns = folder(3);
    sweep.start();

    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(ns + " 1 3");
    assertThat(memory.head(ns)).isEqualTo(new JournalMemory.Head(1, 3));
    commits.commit(1, ns);
    assertThat(next(ns)).containsExactly(4L);
  }

  @Test
  void a_journal_that_was_replaced_is_told() throws Exception {
    UUID ns = folder(3);
    memory.learnHead(ns, 1, 3, System.nanoTime());
    commits.execute("UPDATE namespaces SET epoch = 2 WHERE ns = '" + ns + "'");
    sweep.start();

    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(ns + " 2 3");
  }

  @Test
  void history_that_is_gone_ends_in_a_notice_and_not_in_a_loop() throws Exception {
    UUID ns = folder(3);
    memory.learnHead(ns, 1, 1, System.nanoTime());
    commits.execute("DELETE FROM journal WHERE ns = '" + ns + "'");
    sweep.start();

    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(ns + " 1 3");
    assertThat(memory.head(ns)).isEqualTo(new JournalMemory.Head(1, 3));
  }

  @Test
  void while_the_stream_is_fresh_a_loss_is_found_after_a_while_and_all_heads_are_told()
      throws Exception {
    UUID ns = folder(3);
    memory.learnHead(ns, 1, 1, System.nanoTime());
    long ticking = vertx.setPeriodic(100, _ -> tick());
    tick();
    sweep.start();

    assertThat(changes.poll(2, TimeUnit.SECONDS)).isNull();
    assertThat(next(ns)).containsExactly(2L, 3L);
    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(ns + " 1 3");
    vertx.cancelTimer(ticking);
  }

  private void tick() {
    health.passed(1, System.nanoTime(), System.nanoTime());
  }

  private UUID folder(int entries) throws Exception {
    UUID ns = commits.folder();
    commits.commit(entries, ns);
    interests.add(ns);
    return ns;
  }

  private List<Long> next(UUID ns) throws InterruptedException {
    FolderChange change = changes.poll(20, TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    assertThat(change.ns()).isEqualTo(ns);
    List<Long> seqs = new ArrayList<>();
    change.entries().forEach(entry -> seqs.add(entry.seq()));
    return seqs;
  }
}
