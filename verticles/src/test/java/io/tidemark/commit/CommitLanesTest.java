package io.tidemark.commit;

import static io.tidemark.commit.CommitWorld.fileId;
import static io.tidemark.http.TestHub.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.commit.plan.Block;
import io.tidemark.commit.plan.Edit;
import io.tidemark.commit.plan.IdempotencyKey;
import io.tidemark.commit.plan.Mutation;
import io.tidemark.commit.plan.Origin;
import io.tidemark.commit.plan.Outcome;
import io.tidemark.commit.plan.Place;
import io.tidemark.config.Settings;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with their lanes on one database. */
class CommitLanesTest {
  private static final String USER = "alice";
  private static CommitWorld one;
  private static CommitWorld two;
  private UUID ns;

  @BeforeAll
  static void start() {
    one = new CommitWorld();
    two = new CommitWorld(one.uri, CommitWorld.SETTINGS, Instant::now);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  @BeforeEach
  void freshFolder() {
    ns = one.teamFolder(USER);
  }

  private static Origin origin(@Nullable String key) {
    UUID userId = UserIds.of(USER);
    return new Origin(
        USER, userId, "d", key == null ? null : new IdempotencyKey(userId, key), "print");
  }

  private static Edit edit(long parentVersion) {
    return new Edit(parentVersion, List.of(), null, "d");
  }

  private UUID newFile(String name) {
    return fileId(one.createFile(USER, ns, "/" + name));
  }

  private static <T> List<Future<T>> settled(List<Future<T>> futures) {
    await(Future.join(futures).otherwiseEmpty());
    return futures;
  }

  private void assertJournalHasNoHole(UUID namespace) {
    List<Row> rows = one.sql("SELECT seq FROM journal WHERE ns = $1 ORDER BY seq", namespace);
    assertThat(rows.stream().map(row -> row.getLong(0)).toList())
        .isEqualTo(LongStream.rangeClosed(1, rows.size()).boxed().toList());
    assertThat(
            one.sql("SELECT head_seq FROM namespaces WHERE ns = $1", namespace)
                .getFirst()
                .getLong(0))
        .isEqualTo(rows.size());
  }

  @Test
  void many_lanes_of_two_nodes_write_one_journal_without_a_hole() {
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CommitWorld node = i % 2 == 0 ? one : two;
      all.add(
          node.commits.in(
              new Mutation.Create(
                  origin(null),
                  ns,
                  new Place.AtPath(ns, List.of("dir" + i % 7, "file" + i)),
                  EntryKind.FILE)));
    }
    assertThat(settled(all)).allMatch(Future::succeeded);

    assertJournalHasNoHole(ns);
    assertThat(one.journal(ns)).hasSize(307);
  }

  @Test
  void every_racing_edit_of_one_file_is_a_version_or_a_copy() {
    UUID file = newFile("a");
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CommitWorld node = i % 2 == 0 ? one : two;
      long parent = i / 20;
      all.add(
          node.commits.of(file, at -> new Mutation.Commit(origin(null), at, file, edit(parent))));
    }
    settled(all);

    long accepted = all.stream().filter(Future::succeeded).count();
    assertThat(
            one.sql(
                    "SELECT count(*) FROM file_versions v JOIN files f USING (file_id) WHERE f.ns = $1",
                    ns)
                .getFirst()
                .getLong(0))
        .isEqualTo(accepted);
    assertThat(all.stream().filter(Future::failed).map(Future::cause))
        .allMatch(cause -> ((Problem) cause).code() == ProblemCode.VERSION_UNKNOWN);
    assertJournalHasNoHole(ns);
  }

  @Test
  void concurrent_duplicates_get_one_version_and_one_answer() {
    UUID file = newFile("a");
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      CommitWorld node = i % 2 == 0 ? one : two;
      String key = ns + "-" + i % 3;
      all.add(node.commits.of(file, at -> new Mutation.Commit(origin(key), at, file, edit(0))));
    }
    assertThat(settled(all)).allMatch(Future::succeeded);

    assertThat(all.stream().map(done -> done.result().body()).distinct()).hasSize(3);
    assertJournalHasNoHole(ns);
    assertThat(one.journal(ns)).hasSize(4);
  }

  @Test
  void one_key_used_in_two_namespaces_at_once_makes_one_version() {
    UUID file = newFile("a");
    UUID otherNs = one.teamFolder(USER);
    UUID other = fileId(one.createFile(USER, otherNs, "/a"));
    String key = "shared-" + ns;

    List<Future<Outcome.Done>> all =
        settled(
            List.of(
                one.commits.of(file, at -> new Mutation.Commit(origin(key), at, file, edit(0))),
                two.commits.of(other, at -> new Mutation.Commit(origin(key), at, other, edit(0)))));

    assertThat(all).allMatch(Future::succeeded);
    assertThat(all.get(0).result().body()).isEqualTo(all.get(1).result().body());
    assertThat(one.journal(ns).size() + one.journal(otherNs).size()).isEqualTo(3);
  }

  @Test
  void moves_in_opposite_directions_do_not_wait_for_each_other() {
    UUID otherNs = one.teamFolder(USER);
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      UUID file = newFile("a" + i);
      UUID other = fileId(one.createFile(USER, otherNs, "/b" + i));
      all.add(
          one.commits.of(
              file,
              at ->
                  new Mutation.Relocate(
                      origin(null), at, file, new Place.InFolder(otherNs, null, null))));
      all.add(
          two.commits.of(
              other,
              at ->
                  new Mutation.Relocate(
                      origin(null), at, other, new Place.InFolder(ns, null, null))));
    }
    assertThat(settled(all)).allMatch(Future::succeeded);

    assertJournalHasNoHole(ns);
    assertJournalHasNoHole(otherNs);
  }

  @Test
  void what_the_database_refuses_fails_alone() {
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      UUID file = newFile("f" + i);
      // No endpoint lets this pass: the column takes 128 characters.
      String device = i == 7 ? "d".repeat(129) : "d";
      all.add(
          one.commits.of(
              file,
              at ->
                  new Mutation.Commit(
                      origin(null), at, file, new Edit(0, List.<Block>of(), null, device))));
    }
    settled(all);

    for (int i = 0; i < 20; i++) {
      assertThat(all.get(i).succeeded()).as("commit %s", i).isEqualTo(i != 7);
    }
    assertJournalHasNoHole(ns);
  }

  @Test
  void names_that_are_swapped_by_a_batch_do_not_clash_in_the_index() {
    UUID left = newFile("left");
    UUID right = newFile("right");
    List<Future<Outcome.Done>> all = new ArrayList<>();
    for (String[] step : new String[][] {{"left", "spare"}, {"right", "left"}, {"left", "right"}}) {
      UUID file = step[0].equals("left") ? left : right;
      all.add(
          one.commits.in(
              new Mutation.Relocate(origin(null), ns, file, new Place.Renamed(step[1]))));
    }

    assertThat(settled(all)).allMatch(Future::succeeded);
    assertThat(one.read(USER, left).body().getString("name")).isEqualTo("right");
    assertThat(one.read(USER, right).body().getString("name")).isEqualTo("left");
  }

  @Test
  void a_full_lane_tells_callers_when_to_come_back() {
    CommitWorld narrow = new CommitWorld(one.uri, new Settings.Commit(1, 4, 2, 8), Instant::now);
    try {
      List<Future<Outcome.Done>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(
            narrow.commits.in(
                new Mutation.Create(
                    origin(null), ns, new Place.AtPath(ns, List.of("n" + i)), EntryKind.FILE)));
      }
      settled(all);

      List<Throwable> refused = all.stream().filter(Future::failed).map(Future::cause).toList();
      assertThat(refused).isNotEmpty();
      assertThat(refused)
          .allMatch(cause ->
              ((Problem) cause).code() == ProblemCode.UNAVAILABLE
                  && ((Problem) cause).retryAfterSeconds() > 0);
      assertThat(narrow.registry.get("commit.queue.refused").counter().count())
          .isEqualTo(refused.size());
      assertThat(narrow.registry.get("commit.queue.depth").gauge().value()).isZero();
      assertThat(one.journal(ns)).hasSize(50 - refused.size());
    } finally {
      narrow.close();
    }
  }

  @Test
  void a_lost_connection_costs_what_was_under_way_and_is_made_anew() {
    CommitWorld node =
        new CommitWorld(SharedServers.freshDatabase(), CommitWorld.SETTINGS, Instant::now);
    try {
      UUID folder = node.teamFolder(USER);
      UUID file = fileId(node.createFile(USER, folder, "/a"));
      node.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name = 'tidemark-commit'");

      int status = 503;
      for (int attempt = 0; attempt < 5 && status == 503; attempt++) {
        status =
            node.commitWithKey(USER, file, "k", new JsonObject().put("blocks", List.of())).status();
      }

      assertThat(status).isEqualTo(201);
      assertThat(node.read(USER, file).body().getLong("version")).isEqualTo(1);
    } finally {
      node.close();
    }
  }
}
