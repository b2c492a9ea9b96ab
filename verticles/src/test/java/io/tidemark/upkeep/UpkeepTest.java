package io.tidemark.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.testing.SharedServers;
import io.tidemark.journal.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final Instant NOW = Instant.parse("2031-11-30T23:59:59Z");
  private static final UUID USER = UUID.randomUUID();
  private static final UUID NS = UUID.randomUUID();
  private static final UUID OTHER_NS = UUID.randomUUID();

  private final Vertx vertx = Vertx.vertx();
  private final Database database = Database.open(vertx, SharedServers.freshDatabase(), 4);
  private final Upkeep upkeep = new Upkeep(database, 30, 90, 1_000, 50);

  @BeforeEach
  void users_and_namespaces() throws Exception {
    run("INSERT INTO users (user_id, name) VALUES ($1, 'alice')", Tuple.of(USER));
    run(
        "INSERT INTO namespaces (ns, kind, name, owner_user_id)"
            + " VALUES ($1, 'home', 'alice', $3), ($2, 'folder', 'team', $3)",
        Tuple.of(NS, OTHER_NS, USER));
    get(upkeep.ensurePartitions(NOW));
  }

  @AfterEach
  void close() throws Exception {
    get(database.close());
    get(vertx.close());
  }

  @Test
  void partitions_are_there_for_this_month_and_the_next_two() throws Exception {
    // Over the end of a year, and from a day that February does not have.
    assertThat(partitions("2031|2032"))
        .isEqualTo("file_versions_2031_11 file_versions_2031_12 file_versions_2032_01");

    get(upkeep.ensurePartitions(NOW));
    get(upkeep.ensurePartitions(NOW.plus(Duration.ofDays(31))));

    assertThat(partitions("2032")).isEqualTo("file_versions_2032_01 file_versions_2032_02");
  }

  @Test
  void idempotency_rows_are_kept_for_a_day() throws Exception {
    answered("old", NOW.minus(Duration.ofHours(24)).minusMillis(1));
    answered("young", NOW.minus(Duration.ofHours(24)));

    Purged purged = get(upkeep.purge(NOW));

    assertThat(purged).isEqualTo(new Purged(1, 0, 0, 0, true));
    assertThat(text("SELECT key FROM idempotency")).isEqualTo("young");
  }

  @Test
  void trash_is_purged_with_its_versions_after_its_days_and_nothing_else() throws Exception {
    UUID old = file("old", null, daysAgo(31));
    version(old, 1);
    version(old, 2);
    UUID young = file("young", null, daysAgo(29));
    version(young, 1);
    UUID alive = file("alive", null, null);
    version(alive, 1);

    Purged purged = get(upkeep.purge(NOW));

    assertThat(purged).isEqualTo(new Purged(0, 1, 2, 0, true));
    assertThat(names()).isEqualTo("alive young");
    assertThat(text("SELECT count(*) FROM file_versions")).isEqualTo("2");
  }

  @Test
  void a_folder_goes_with_everything_in_it() throws Exception {
    UUID folder = file("folder", null, daysAgo(31));
    UUID inner = file("inner", folder, null);
    version(file("in it, not deleted itself", inner, null), 1);
    version(file("in it, deleted before", inner, daysAgo(40)), 1);
    UUID beside = file("beside", null, null);
    file("in a living folder", beside, null);

    Purged purged = get(upkeep.purge(NOW));

    assertThat(purged).isEqualTo(new Purged(0, 4, 2, 0, true));
    assertThat(names()).isEqualTo("beside in a living folder");
  }

  @Test
  void a_share_goes_with_its_file() throws Exception {
    UUID shared = file("shared", null, daysAgo(31));
    run(
        "INSERT INTO shares (share_id, file_id, permission, created_by) VALUES ($1, $2, 'viewer', $3)",
        Tuple.of(UUID.randomUUID(), shared, USER));

    get(upkeep.purge(NOW));

    assertThat(text("SELECT count(*) FROM shares")).isEqualTo("0");
  }

  @Test
  void what_does_not_fit_into_one_round_is_left_for_the_next() throws Exception {
    UUID folder = file("folder", null, daysAgo(31));
    for (int i = 0; i < 25; i++) {
      version(file("f" + i, folder, null), 1);
    }
    var small = new Upkeep(database, 30, 0, 10, 2);

    assertThat(get(small.purge(NOW))).isEqualTo(new Purged(0, 20, 20, 0, false));
    assertThat(get(small.purge(NOW))).isEqualTo(new Purged(0, 6, 5, 0, true));
    assertThat(names()).isEmpty();
  }

  @Test
  void several_namespaces_and_several_nodes_at_once_do_no_harm() throws Exception {
    for (int i = 0; i < 40; i++) {
      UUID file = UUID.randomUUID();
      insert(file, i % 2 == 0 ? NS : OTHER_NS, "f" + i, null, daysAgo(31 + i));
      version(file, 1);
    }
    var small = new Upkeep(database, 30, 0, 3, 50);

    Future<Purged> first = small.purge(NOW);
    Future<Purged> second = small.purge(NOW);

    Purged both = get(first).plus(get(second));
    assertThat(both).isEqualTo(new Purged(0, 40, 40, 0, true));
  }

  @Test
  void a_journal_lets_go_of_its_oldest_entries_and_says_from_where_it_is_kept() throws Exception {
    journal(NS, daysAgo(92), daysAgo(91), daysAgo(90), daysAgo(89));
    journal(OTHER_NS, daysAgo(100), daysAgo(99));

    assertThat(get(upkeep.purge(NOW))).isEqualTo(new Purged(0, 0, 0, 4, true));

    assertThat(kept(NS)).isEqualTo("2 of 4: 3 4");
    assertThat(kept(OTHER_NS)).isEqualTo("2 of 2: ");
    assertThat(get(upkeep.purge(NOW))).isEqualTo(Purged.NOTHING);
  }

  @Test
  void an_old_entry_behind_a_young_one_stays_for_a_journal_has_no_holes() throws Exception {
    journal(NS, daysAgo(92), daysAgo(89), daysAgo(91), daysAgo(1));

    assertThat(get(upkeep.purge(NOW)).entries()).isEqualTo(1);

    assertThat(kept(NS)).isEqualTo("1 of 4: 2 3 4");
  }

  @Test
  void without_a_number_of_days_a_journal_is_kept_for_ever() throws Exception {
    journal(NS, daysAgo(9_000));

    assertThat(get(new Upkeep(database, 30, 0).purge(NOW))).isEqualTo(Purged.NOTHING);

    assertThat(kept(NS)).isEqualTo("0 of 1: 1");
  }

  @Test
  void a_long_history_goes_in_several_rounds_and_each_goes_on_where_the_last_ended()
      throws Exception {
    Instant[] old = new Instant[25];
    Arrays.fill(old, daysAgo(91));
    journal(NS, old);
    journal(OTHER_NS, old);
    var small = new Upkeep(database, 30, 90, 10, 4);

    Purged first = get(small.purge(NOW));
    assertThat(first.complete()).isFalse();
    assertThat(first.entries()).isBetween(10L, 40L);
    Purged all = first;
    for (int round = 0; round < 5 && !all.complete(); round++) {
      Purged next = get(small.purge(NOW));
      all = new Purged(0, 0, 0, all.entries() + next.entries(), next.complete());
    }
    assertThat(all.entries()).isEqualTo(50);
    assertThat(kept(NS)).isEqualTo("25 of 25: ");
    assertThat(kept(OTHER_NS)).isEqualTo("25 of 25: ");
  }

  private void journal(UUID ns, Instant... committedAt) throws Exception {
    for (int index = 0; index < committedAt.length; index++) {
      run(
          "INSERT INTO journal (ns, seq, epoch, file_id, change, committed_at)"
              + " VALUES ($1, $2, 1, $1, '{}', $3)",
          Tuple.of(ns, index + 1L, committedAt[index].atOffset(ZoneOffset.UTC)));
    }
    run(
        "UPDATE namespaces SET head_seq = $2 WHERE ns = $1",
        Tuple.of(ns, (long) committedAt.length));
  }

  /** From where a journal is kept, its head, and what it holds. */
  private String kept(UUID ns) throws Exception {
    return text(
        "SELECT kept_after || ' of ' || head_seq || ': ' || coalesce((SELECT string_agg(seq::text, ' '"
            + " ORDER BY seq) FROM journal j WHERE j.ns = n.ns), '') FROM namespaces n WHERE ns = '"
            + ns
            + "'");
  }

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private UUID file(String name, @Nullable UUID parent, @Nullable Instant deletedAt)
      throws Exception {
    UUID file = UUID.randomUUID();
    insert(file, NS, name, parent, deletedAt);
    return file;
  }

  private void insert(
      UUID file, UUID ns, String name, @Nullable UUID parent, @Nullable Instant deletedAt)
      throws Exception {
    run(
        "INSERT INTO files (file_id, owner_user_id, parent_folder_id, name, is_deleted, ns, kind,"
            + " name_key, deleted_at) VALUES ($1, $2, $3, $4, $5, $6, 'file', $4, $7)",
        Tuple.from(
            new Object[] {
              file,
              USER,
              parent,
              name,
              deletedAt != null,
              ns,
              deletedAt == null ? null : deletedAt.atOffset(ZoneOffset.UTC)
            }));
  }

  private void version(UUID file, long version) throws Exception {
    OffsetDateTime at = NOW.minus(Duration.ofHours(version)).atOffset(ZoneOffset.UTC);
    run(
        "INSERT INTO file_versions (version_id, file_id, block_sha256s, size_bytes, committed_at,"
            + " owner_user_id, user_id) VALUES ($1, $2, '{}', 0, $3, $4, $4)",
        Tuple.of(version, file, at, USER));
  }

  private void answered(String key, Instant at) throws Exception {
    run(
        "INSERT INTO idempotency (user_id, key, fingerprint, status, answer, created_at)"
            + " VALUES ($1, $2, '', 201, '{}', $3)",
        Tuple.of(USER, key, at.atOffset(ZoneOffset.UTC)));
  }

  private String names() throws Exception {
    return text("SELECT string_agg(name, ' ' ORDER BY name) FROM files");
  }

  private String partitions(String years) throws Exception {
    return text(
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
            + " WHERE relkind = 'r' AND relname ~ 'file_versions_("
            + years
            + ")'");
  }

  private String text(String sql) throws Exception {
    Object value = get(database.pool().query(sql).execute()).iterator().next().getValue(0);
    return value == null ? "" : value.toString();
  }

  private void run(String sql, Tuple arguments) throws Exception {
    get(database.query(sql, arguments));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
