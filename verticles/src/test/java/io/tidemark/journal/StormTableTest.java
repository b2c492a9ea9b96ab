package io.tidemark.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.Storm;
import io.tidemark.http.TestHub;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StormTableTest {
  private static final Instant START = Instant.parse("2026-04-28T10:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private Commits commits;
  private Database database;
  private UUID ns;

  @BeforeEach
  void open() throws Exception {
    String uri = SharedServers.freshDatabase();
    commits = new Commits(uri);
    database = Database.open(vertx, uri, 2);
    ns = commits.folder();
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    TestHub.await(database.close());
    TestHub.await(vertx.close());
  }

  private Storm storm(long number, long from, long to, int second, boolean open) {
    return new Storm(
        new UUID(7, number),
        ns,
        1,
        from,
        to,
        START.plusSeconds(second),
        START.plusSeconds(second + 10),
        1_000,
        500,
        open);
  }

  @Test
  void a_storm_is_noted_again_as_it_goes_on_and_read_as_it_stands() {
    StormTable table = new StormTable(database, "node-1");
    TestHub.await(table.report(storm(1, 0, 10, 0, true)));
    TestHub.await(table.report(storm(1, 0, 90, 5, false)));
    List<Storm> storms = TestHub.await(table.of(ns, 10));
    assertThat(storms).hasSize(1);
    assertThat(storms.getFirst().toSeq()).isEqualTo(90);
    assertThat(storms.getFirst().open()).isFalse();
    assertThat(storms.getFirst().startedAt()).isEqualTo(START);
    assertThat(storms.getFirst().lastAt()).isEqualTo(START.plusSeconds(15));
  }

  @Test
  void what_two_nodes_saw_of_the_same_entries_is_one_storm() {
    TestHub.await(new StormTable(database, "node-1").report(storm(1, 0, 90, 0, false)));
    TestHub.await(new StormTable(database, "node-2").report(storm(2, 3, 95, 1, true)));
    TestHub.await(new StormTable(database, "node-1").report(storm(3, 200, 290, 60, true)));
    List<Storm> storms = TestHub.await(new StormTable(database, "node-1").of(ns, 10));
    assertThat(storms).extracting(Storm::fromSeq).containsExactly(200L, 0L);
    Storm both = storms.getLast();
    assertThat(both.toSeq()).isEqualTo(95);
    assertThat(both.suppressed()).isEqualTo(1_000);
    assertThat(both.peakPerSecond()).isEqualTo(2_000);
    assertThat(both.open()).isTrue();
  }

  @Test
  void a_storm_whose_node_is_silent_is_over_as_far_as_anybody_knows() throws Exception {
    StormTable table = new StormTable(database, "node-1");
    TestHub.await(table.report(storm(1, 0, 10, 0, true)));
    assertThat(TestHub.await(table.of(ns, 10)).getFirst().open()).isTrue();
    commits.execute("UPDATE folder_storms SET reported_at = now() - interval '20 seconds'");
    assertThat(TestHub.await(table.of(ns, 10)).getFirst().open()).isFalse();
  }

  @Test
  void of_a_folder_that_is_gone_nothing_is_noted() {
    StormTable table = new StormTable(database, "node-1");
    Storm gone = new Storm(new UUID(7, 9), new UUID(0, 5), 1, 0, 9, START, START, 1_000, 500, true);
    TestHub.await(table.report(gone));
    assertThat(TestHub.await(table.of(new UUID(0, 5), 10))).isEmpty();
  }
}
