package io.tidemark.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.Caller;
import io.tidemark.flow.FolderSettings;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub;
import io.tidemark.journal.FolderSettingsTable.Change;
import io.tidemark.journal.FolderSettingsTable.Saved;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderSettingsTableTest {
  private static final UUID ALICE = UserIds.of("alice");
  private static final FolderSettings SLOW = new FolderSettings(2_000, 1, false);
  private static final FolderSettings MUTED = new FolderSettings(0, 0, true);

  private final Vertx vertx = Vertx.vertx();
  private Commits commits;
  private Database database;
  private FolderSettingsTable table;

  @BeforeEach
  void open() throws Exception {
    String uri = SharedServers.freshDatabase();
    commits = new Commits(uri);
    database = Database.open(vertx, uri, 4);
    table = new FolderSettingsTable(database);
    TestHub.await(new KnownUsers(database).admit(new Caller("alice", ALICE, null, Instant.MAX)));
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    TestHub.await(database.close());
    TestHub.await(vertx.close());
  }

  @Test
  void what_was_set_is_read_with_who_and_when() throws Exception {
    UUID ns = commits.folder();
    Instant before = Instant.now().minusSeconds(60);
    assertThat(TestHub.await(table.of(ns))).isEmpty();
    TestHub.await(table.set(ns, SLOW, ALICE));
    Saved saved = TestHub.await(table.of(ns)).orElseThrow();
    assertThat(saved.settings()).isEqualTo(SLOW);
    assertThat(saved.changedBy()).isEqualTo("alice");
    assertThat(saved.changedAt()).isBetween(before, Instant.now().plusSeconds(60));
    assertThat(TestHub.await(table.set(ns, FolderSettings.UNSET, ALICE)).settings())
        .isEqualTo(FolderSettings.UNSET);
  }

  @Test
  void nodes_learn_each_change_once_in_the_order_of_revisions() throws Exception {
    UUID first = commits.folder();
    UUID second = commits.folder();
    TestHub.await(table.set(first, SLOW, ALICE));
    TestHub.await(table.set(second, MUTED, ALICE));
    List<Change> all = TestHub.await(table.after(0, 10));
    assertThat(all).extracting(Change::ns).containsExactly(first, second);
    assertThat(all).extracting(Change::settings).containsExactly(SLOW, MUTED);
    assertThat(TestHub.await(table.after(0, 1))).containsExactly(all.getFirst());
    long known = all.getLast().revision();
    assertThat(TestHub.await(table.after(known, 10))).isEmpty();
    TestHub.await(table.set(first, MUTED, ALICE));
    List<Change> news = TestHub.await(table.after(known, 10));
    assertThat(news).extracting(Change::ns).containsExactly(first);
    assertThat(news.getFirst().revision()).isGreaterThan(known);
  }

  @Test
  void of_many_that_set_something_at_once_none_is_passed_over() throws Exception {
    List<UUID> folders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      folders.add(commits.folder());
    }
    List<Future<Saved>> settings = new ArrayList<>();
    folders.forEach(ns -> settings.add(table.set(ns, SLOW, ALICE)));
    List<UUID> learned = new ArrayList<>();
    long revision = 0;
    // While they are being set: a reader that saw a revision never misses one below it.
    while (learned.size() < folders.size()) {
      for (Change change : TestHub.await(table.after(revision, 3))) {
        revision = change.revision();
        learned.add(change.ns());
      }
    }
    assertThat(learned).containsExactlyInAnyOrderElementsOf(folders);
    TestHub.await(Future.all(settings));
  }
}
