package io.tidemark.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships.Known;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.http.TestHub;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The directory and its sweep against PostgreSQL, with a stream that is what a test wants. */
@Timeout(60)
class MemberDirectoryTest {
  private static final String ALICE = "alice";
  private static final UUID ALICE_ID = UserIds.of(ALICE);

  private final Vertx vertx = Vertx.vertx();
  private final JournalMemory memory = Memories.small();

  /** Not fresh before the first tick. */
  private final StreamHealth health = new StreamHealth(System.nanoTime());

  private String postgres;
  private Commits commits;
  private Database database;
  private MemberDirectory directory;
  private UUID ns;

  @BeforeEach
  void open() throws Exception {
    postgres = SharedServers.freshDatabase();
    commits = new Commits(postgres);
    database = Database.open(vertx, postgres, 2);
    directory =
        new MemberDirectory(new Namespaces(database), memory, health, new SimpleMeterRegistry());
    ns = commits.folder();
    commits.member(ns, ALICE, "editor");
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    TestHub.await(database.close());
    TestHub.await(vertx.close());
  }

  @Test
  void while_the_stream_is_fresh_who_was_read_once_is_known_without_the_database()
      throws Exception {
    tick();
    assertThat(known().certain()).isTrue();
    commits.commit(3, ns);
    memory.learnHead(ns, 1, 3, System.nanoTime());
    long before = database.queries();
    tick();
    Known again = known();
    assertThat(database.queries()).isEqualTo(before);
    assertThat(again.certain()).isFalse();
    assertThat(again.memberships())
        .singleElement()
        .satisfies(in -> {
          assertThat(in.ns()).isEqualTo(ns);
          assertThat(in.role()).isEqualTo(Role.EDITOR);
          assertThat(in.head()).as("the head of this moment").isEqualTo(3);
        });
  }

  @Test
  void while_the_stream_is_silent_the_database_is_asked_each_time() throws Exception {
    assertThat(known().memberships()).hasSize(1);
    // Nobody tells: that is what a silent stream is.
    commits.noMember(ns, ALICE);
    Known again = known();
    assertThat(again.certain()).isTrue();
    assertThat(again.memberships()).isEmpty();
  }

  @Test
  void a_head_that_is_not_known_any_more_is_read() {
    tick();
    known();
    long before = database.queries();
    memory.forget(System.nanoTime());
    tick();
    assertThat(known().certain()).isTrue();
    assertThat(database.queries()).isEqualTo(before + 1);
  }

  @Test
  void one_read_is_shared_by_all_who_ask_meanwhile() throws Exception {
    List<Future<Known>> asked = new ArrayList<>();
    long before = database.queries();
    try (MembersLock lock = new MembersLock(postgres)) {
      for (int device = 0; device < 20; device++) {
        asked.add(directory.known(ALICE_ID));
      }
      lock.awaitReader();
    }
    for (Future<Known> each : asked) {
      assertThat(TestHub.await(each).memberships()).hasSize(1);
    }
    assertThat(database.queries()).isEqualTo(before + 1);
  }

  @Test
  void what_is_read_while_a_membership_changes_is_not_kept() throws Exception {
    passesDuringARead(() -> directory.accept(new MemberChange(ns, ALICE, Role.OWNER, 0)));
  }

  @Test
  void what_is_read_while_the_stream_loses_something_is_not_kept() throws Exception {
    passesDuringARead(directory::forget);
  }

  private void passesDuringARead(Runnable change) throws Exception {
    Future<Known> early;
    Future<Known> late;
    long before = database.queries();
    try (MembersLock lock = new MembersLock(postgres)) {
      early = directory.known(ALICE_ID);
      lock.awaitReader();
      change.run();
      late = directory.known(ALICE_ID);
    }
    TestHub.await(early);
    TestHub.await(late);
    assertThat(database.queries())
        .as("who asks later gets a read of their own")
        .isEqualTo(before + 2);
    try (MembersLock lock = new MembersLock(postgres)) {
      directory.drop(ALICE);
      early = directory.known(ALICE_ID);
      lock.awaitReader();
      change.run();
    }
    TestHub.await(early);
    tick();
    assertThat(known().certain()).as("read again").isTrue();
    tick();
    assertThat(known().certain()).as("kept from then on").isFalse();
  }

  @Test
  void a_change_of_a_member_is_read_and_those_of_others_are_not() throws Exception {
    commits.member(ns, "bob", "viewer");
    tick();
    known();
    TestHub.await(directory.known(UserIds.of("bob")));
    commits.member(ns, ALICE, "viewer");
    directory.accept(new MemberChange(ns, ALICE, Role.VIEWER, 0));
    tick();
    assertThat(known().memberships()).extracting(Membership::role).containsExactly(Role.VIEWER);
    tick();
    assertThat(TestHub.await(directory.known(UserIds.of("bob"))).certain()).isFalse();
  }

  @Test
  void after_a_loss_nobody_is_known() {
    tick();
    known();
    directory.forget();
    tick();
    assertThat(known().certain()).isTrue();
  }

  @Test
  void without_the_database_what_was_known_last_counts() throws Exception {
    known();
    Known last = TestHub.await(whileTheDatabaseGoesAway(() -> {}));
    assertThat(last.certain()).isFalse();
    assertThat(last.memberships()).extracting(Membership::ns).containsExactly(ns);
  }

  @Test
  void without_the_database_nobody_stays_a_member_beyond_the_end() throws Exception {
    UUID lasting = commits.folder();
    commits.member(lasting, ALICE, "viewer");
    commits.execute(
        "UPDATE members SET expires_at = clock_timestamp() + interval '300 ms' WHERE ns = '%s'"
            .formatted(ns));
    List<Membership> before = known().memberships();
    assertThat(before).hasSize(2);
    // It runs out while the database is waited for.
    Known last = TestHub.await(whileTheDatabaseGoesAway(() -> runsOut(before)));
    assertThat(last.memberships()).extracting(Membership::ns).containsExactly(lasting);
  }

  @Test
  void from_memory_too_nobody_stays_a_member_beyond_the_end() throws Exception {
    commits.execute("UPDATE members SET expires_at = clock_timestamp() + interval '300 ms'");
    runsOut(known().memberships());
    tick();
    Known again = known();
    assertThat(again.certain()).isFalse();
    assertThat(again.memberships()).isEmpty();
  }

  @Test
  void without_the_database_who_was_never_known_is_told_so() throws Exception {
    Throwable failure = TestHub.failureOf(whileTheDatabaseGoesAway(() -> {}));
    assertThat(failure).isInstanceOf(Problem.class);
    assertThat(((Problem) failure).code()).isEqualTo(ProblemCode.UNAVAILABLE);
  }

  @Test
  void a_sweep_tells_of_those_whose_memberships_are_others_than_before() throws Exception {
    List<String> users = Stream.iterate(0, i -> i + 1).limit(450).map(i -> "user-" + i).toList();
    for (String user : List.of("user-0", "user-1", "user-2", "user-3", "user-449")) {
      commits.member(ns, user, "editor");
    }
    Set<String> told = new LinkedHashSet<>();
    MemberSweep sweep = new MemberSweep(directory, () -> users, told::add);
    TestHub.await(sweep.run());
    assertThat(told).as("of whom nothing was known").containsExactlyElementsOf(users);
    told.clear();
    TestHub.await(sweep.run());
    assertThat(told).isEmpty();

    commits.noMember(ns, "user-0");
    commits.member(ns, "user-1", "viewer");
    // Left and came back.
    commits.noMember(ns, "user-2");
    commits.member(ns, "user-2", "editor");
    commits.member(ns, "user-300", "editor");
    commits.member(commits.folder(), "user-449", "editor");
    long before = database.queries();
    TestHub.await(sweep.run());
    assertThat(told).containsExactly("user-0", "user-1", "user-2", "user-300", "user-449");
    assertThat(database.queries()).as("some hundred at once").isEqualTo(before + 3);
    // What it has read is known from then on.
    tick();
    assertThat(TestHub.await(directory.known(UserIds.of("user-300"))).memberships()).hasSize(1);
    assertThat(database.queries()).isEqualTo(before + 3);
  }

  @Test
  void a_sweep_that_a_change_overtakes_keeps_nothing_of_that_user() throws Exception {
    MemberSweep sweep = new MemberSweep(directory, () -> List.of(ALICE), _ -> {});
    Future<Void> run;
    try (MembersLock lock = new MembersLock(postgres)) {
      run = sweep.run();
      lock.awaitReader();
      directory.accept(new MemberChange(ns, ALICE, Role.OWNER, 0));
    }
    TestHub.await(run);
    tick();
    assertThat(known().certain()).isTrue();
  }

  private Known known() {
    return TestHub.await(directory.known(ALICE_ID));
  }

  /** Everything that was committed has passed: the stream is fresh for some seconds. */
  private void tick() {
    long now = System.nanoTime();
    health.passed(1, now, now);
  }

  /** Asks; the connection breaks while the answer is waited for. */
  private Future<Known> whileTheDatabaseGoesAway(Runnable meanwhile) throws Exception {
    try (MembersLock lock = new MembersLock(postgres)) {
      Future<Known> asked = directory.known(ALICE_ID);
      lock.awaitReader();
      meanwhile.run();
      lock.cutReaders();
      TestHub.await(asked.otherwiseEmpty());
      return asked;
    }
  }

  private static void runsOut(List<Membership> memberships) {
    long end = memberships.stream().mapToLong(Membership::expiresMillis).min().orElseThrow();
    // Ends by itself: it is waited for the clock, and no longer than to a time that is known.
    while (TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) < end) {
      LockSupport.parkNanos(5_000_000);
    }
  }
}
