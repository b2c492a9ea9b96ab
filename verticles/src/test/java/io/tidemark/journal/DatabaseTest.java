package io.tidemark.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.Caller;
import io.tidemark.flow.Membership;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.http.TestHub;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final String USER = "alice";
  private static final UUID USER_ID = UserIds.of(USER);
  private static final UUID HOME = UserIds.homeOf(USER);
  private static final Caller ALICE = new Caller(USER, USER_ID, null, Instant.MAX);

  private final Vertx vertx = Vertx.vertx();
  private Commits commits;
  private Database database;
  private Namespaces namespaces;
  private KnownUsers users;

  @BeforeEach
  void open() throws Exception {
    String uri = SharedServers.freshDatabase();
    commits = new Commits(uri);
    database = Database.open(vertx, uri, 2);
    namespaces = new Namespaces(database);
    users = new KnownUsers(database);
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    TestHub.await(database.close());
    TestHub.await(vertx.close());
  }

  @Test
  void a_new_user_has_a_home_and_asking_again_changes_nothing() {
    TestHub.await(users.admit(ALICE));
    TestHub.await(new KnownUsers(database).admit(ALICE));
    List<Membership> mine = TestHub.await(namespaces.of(USER_ID));
    assertThat(mine).hasSize(1);
    assertThat(mine.getFirst().ns()).isEqualTo(HOME);
    assertThat(mine.getFirst().kind()).isEqualTo(NamespaceKind.HOME);
    assertThat(mine.getFirst().role()).isEqualTo(Role.OWNER);
    assertThat(mine.getFirst().epoch()).isPositive();
    assertThat(mine.getFirst().head()).isZero();
  }

  @Test
  void a_membership_that_has_expired_does_not_count() throws Exception {
    TestHub.await(users.admit(ALICE));
    UUID ns = commits.folder();
    commits.member(ns, USER, "editor");
    Access access = TestHub.await(namespaces.access(USER_ID, ns));
    assertThat(access.role()).isEqualTo(Role.EDITOR);
    assertThat(TestHub.await(namespaces.of(USER_ID)))
        .extracting(Membership::ns)
        .containsExactly(HOME, ns);
    commits.execute("UPDATE members SET expires_at = now() WHERE role = 'editor'");
    refused(ProblemCode.NOT_FOUND, TestHub.failureOf(namespaces.access(USER_ID, ns)));
    assertThat(TestHub.await(namespaces.of(USER_ID)))
        .extracting(Membership::ns)
        .containsExactly(HOME);
  }

  @Test
  void the_journal_of_a_namespace_that_is_not_there_is_not_found() {
    refused(
        ProblemCode.NOT_FOUND,
        TestHub.failureOf(new JournalReader(database).read(UUID.randomUUID(), 0, 10)));
  }

  @Test
  void a_page_of_the_journal_says_where_its_head_is() throws Exception {
    UUID ns = commits.folder();
    commits.commit(3, ns);
    JournalPage page = TestHub.await(new JournalReader(database).read(ns, 1, 1));
    assertThat(page.entries().getFirst().seq()).isEqualTo(2);
    assertThat(page.entries().getFirst().committedAtMicros()).isGreaterThan(1_700_000_000_000_000L);
    assertThat(page.head()).isEqualTo(3);
    assertThat(page.hasMore()).isTrue();
    assertThat(TestHub.await(new JournalReader(database).read(ns, 3, 1)).hasMore()).isFalse();
  }

  @Test
  void connections_that_the_server_cut_are_made_again() throws Exception {
    TestHub.await(database.ping());
    commits.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    int failures = 0;
    while (true) {
      try {
        TestHub.await(database.ping());
        break;
      } catch (java.util.concurrent.CompletionException e) {
        refused(ProblemCode.UNAVAILABLE, e.getCause());
        failures++;
      }
    }
    assertThat(failures).isLessThanOrEqualTo(3);
  }

  @Test
  void a_server_that_is_not_there_is_an_outage_that_says_when_to_come_back() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Database away = Database.open(vertx, "postgresql://u:p@127.0.0.1:" + port + "/d", 2);
    Throwable failure = TestHub.failureOf(away.ping());
    refused(ProblemCode.UNAVAILABLE, failure);
    assertThat(((Problem) failure).retryAfterSeconds()).isPositive();
  }

  @Test
  void a_server_that_hangs_is_an_outage_too() throws IOException {
    // It takes the connection and never says a word.
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Database hanging =
          Database.open(vertx, "postgresql://u:p@127.0.0.1:" + silent.getLocalPort() + "/d", 1);
      refused(ProblemCode.UNAVAILABLE, TestHub.failureOf(hanging.ping()));
    }
  }

  @Test
  void a_fault_of_a_statement_stays_what_it_is() {
    assertThatThrownBy(() -> TestHub.await(database.query("SELECT 1 / 0", Tuple.tuple())))
        .hasCauseInstanceOf(io.vertx.pgclient.PgException.class);
  }

  private static void refused(ProblemCode code, Throwable failure) {
    assertThat(failure).isInstanceOf(Problem.class);
    assertThat(((Problem) failure).code()).isEqualTo(code);
  }
}
