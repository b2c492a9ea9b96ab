package io.tidemark.commit.plan;

import static io.tidemark.commit.plan.Tables.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.Names;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitPlannerTest {
  private final Tables tables = new Tables();
  private UUID ns;

  @BeforeEach
  void oneFolderOfAliceWithBob() {
    ns = tables.namespace("alice");
    tables.memberships.put(new Membership(ns, Tables.userId("bob")), Role.EDITOR);
    tables.memberships.put(new Membership(ns, Tables.userId("vic")), Role.VIEWER);
  }

  private Mutation create(String user, String path, EntryKind kind) {
    return new Mutation.Create(by(user), ns, new Place.AtPath(ns, Names.parsePath(path)), kind);
  }

  private UUID file(String path) {
    return id(tables.done(create("alice", path, EntryKind.FILE)));
  }

  private UUID folder(String path) {
    return id(tables.done(create("alice", path, EntryKind.FOLDER)));
  }

  private static UUID id(JsonObject answer) {
    return UUID.fromString(answer.getString("fileId"));
  }

  private Edit edit(long parentVersion, String content) {
    Block block = new Block(content, content.length());
    tables.blocks.put(block.sha256(), block.size());
    return new Edit(parentVersion, List.of(block), null, "d");
  }

  private Mutation commit(String user, UUID file, long parentVersion, String content) {
    return new Mutation.Commit(by(user), ns, file, edit(parentVersion, content));
  }

  private Mutation trash(UUID file) {
    return new Mutation.Trash(by("alice"), ns, file, -1);
  }

  private Mutation move(UUID file, Place to) {
    return new Mutation.Relocate(by("alice"), ns, file, to);
  }

  private static ProblemCode refusal(Outcome outcome) {
    return ((Outcome.Refused) outcome).problem().code();
  }

  @Test
  void later_mutations_of_a_batch_see_earlier_ones() {
    UUID file = file("/a");

    List<Outcome> outcomes =
        tables.run(
            List.of(
                commit("alice", file, 0, "one"),
                commit("alice", file, 1, "two"),
                commit("bob", file, 1, "late")));

    assertThat(outcomes).allMatch(Outcome.Done.class::isInstance);
    assertThat(tables.entries.get(file).version()).isEqualTo(2);
    assertThat(tables.versions).hasSize(3);
    assertThat(tables.journal(ns))
        .extracting(change -> change.getLong("seq"))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(tables.journal(ns).getLast().getString("name"))
        .isEqualTo("a (bob's conflicted copy 2026-04-28)");
  }

  @Test
  void a_refused_mutation_leaves_no_trace_between_others() {
    UUID file = file("/a");

    List<Outcome> outcomes =
        tables.run(
            List.of(
                commit("alice", file, 0, "one"),
                commit("alice", file, 9, "future"),
                create("vic", "/x/y", EntryKind.FILE),
                commit("alice", file, 1, "two")));

    assertThat(refusal(outcomes.get(1))).isEqualTo(ProblemCode.VERSION_UNKNOWN);
    assertThat(refusal(outcomes.get(2))).isEqualTo(ProblemCode.FORBIDDEN);
    assertThat(tables.namespaces.get(ns).head()).isEqualTo(3);
    assertThat(tables.entries).hasSize(1);
  }

  @Test
  void a_freed_name_can_be_taken_in_the_same_batch() {
    UUID old = file("/a");

    List<Outcome> outcomes = tables.run(List.of(trash(old), create("alice", "/A", EntryKind.FILE)));

    assertThat(outcomes).allMatch(Outcome.Done.class::isInstance);
  }

  @Test
  void entries_that_swap_names_let_go_of_them_first() {
    UUID one = file("/one");
    UUID two = file("/two");
    World world = new World();
    List<Mutation> batch =
        List.of(
            move(one, new Place.Renamed("three")),
            move(two, new Place.Renamed("one")),
            move(one, new Place.Renamed("two")));
    world.namespaces().putAll(tables.namespaces);
    for (Entry entry : tables.entries.values()) {
      world.entries().put(entry.fileId(), java.util.Optional.of(entry));
      world.names().put(entry.spot().nameAt(), java.util.Optional.of(entry.fileId()));
    }
    world.names().put(Spot.of(ns, null, "three").nameAt(), java.util.Optional.empty());
    world
        .memberships()
        .put(new Membership(ns, Tables.userId("alice")), java.util.Optional.of(Role.OWNER));

    Planning planning = CommitPlanner.plan(batch, world, Tables.NOW, tables::newId);

    Writes writes = ((Planning.Complete) planning).writes();
    assertThat(writes.altered()).hasSize(2);
    assertThat(writes.hidden()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void commits_touch_only_what_is_cheap_to_write() {
    UUID file = file("/a");
    World world = new World();
    world.namespaces().putAll(tables.namespaces);
    Mutation commit = commit("alice", file, 0, "one");

    Planning first = CommitPlanner.plan(List.of(commit), world, Tables.NOW, tables::newId);

    Demand demand = ((Planning.Incomplete) first).demand();
    Demand foreseen = Demand.of(List.of(commit));
    assertThat(foreseen.entries()).containsAll(demand.entries());
    assertThat(foreseen.memberships()).containsAll(demand.memberships());
  }

  @Test
  void two_edits_from_one_version_are_both_kept() {
    UUID file = file("/logo.png");
    tables.run(commit("alice", file, 0, "base"));
    tables.run(commit("alice", file, 1, "hers"));

    JsonObject answer = tables.done(commit("bob", file, 1, "his"));

    UUID copy = UUID.fromString(answer.getJsonObject("conflict").getString("fileId"));
    assertThat(answer.getLong("version")).isEqualTo(2);
    assertThat(tables.versions.get(new VersionAt(file, 2)).blocks()).isEqualTo("hers");
    assertThat(tables.versions.get(new VersionAt(copy, 1)).blocks()).isEqualTo("his");
    assertThat(tables.entries.get(copy).conflictOf()).isEqualTo(file);
    assertThat(tables.path(copy)).isEqualTo("/logo (bob's conflicted copy 2026-04-28).png");
  }

  @Test
  void many_conflicts_of_one_user_and_day_are_numbered() {
    UUID file = file("/a");
    tables.run(commit("alice", file, 0, "base"));

    tables.run(IntStream.range(0, 70).mapToObj(i -> commit("bob", file, 0, "c" + i)).toList());
    JsonObject last = tables.done(commit("bob", file, 0, "last"));

    assertThat(last.getJsonObject("conflict").getString("path"))
        .isEqualTo("/a (bob's conflicted copy 2026-04-28 71)");
  }

  @Test
  void an_edit_of_a_trashed_file_brings_it_back() {
    UUID file = file("/a/b");
    tables.run(commit("alice", file, 0, "one"));
    tables.run(trash(file));

    JsonObject answer = tables.done(commit("bob", file, 1, "two"));

    assertThat(answer.getBoolean("restored")).isTrue();
    assertThat(tables.isReachable(file)).isTrue();
    assertThat(tables.entries.get(file).version()).isEqualTo(2);
    assertThat(tables.journal(ns).getLast().getString("op")).isEqualTo("restore");
  }

  @Test
  void an_edit_below_a_trashed_folder_makes_the_folders_anew_and_only_them() {
    UUID folder = folder("/a");
    UUID file = file("/a/b/c");
    UUID sibling = file("/a/b/d");
    tables.run(trash(folder));

    tables.done(commit("bob", file, 0, "one"));

    assertThat(tables.path(file)).isEqualTo("/a/b/c");
    assertThat(tables.isReachable(file)).isTrue();
    assertThat(tables.isReachable(sibling)).isFalse();
    assertThat(tables.journal(ns))
        .extracting(change -> change.getString("op"))
        .endsWith("delete", "create", "create", "restore");
  }

  @Test
  void what_comes_back_uses_folders_that_were_made_meanwhile_and_yields_its_name() {
    UUID folder = folder("/a");
    UUID file = file("/a/x.txt");
    tables.run(commit("alice", file, 0, "one"));
    tables.run(trash(folder));
    UUID other = file("/A/x.txt");

    JsonObject answer = tables.done(commit("bob", file, 1, "two"));

    assertThat(answer.getString("path")).isEqualTo("/A/x (bob's conflicted copy 2026-04-28).txt");
    assertThat(tables.entries.get(file).parentId()).isEqualTo(tables.entries.get(other).parentId());
  }

  @Test
  void a_file_that_took_a_folders_name_does_not_stop_an_edit() {
    UUID folder = folder("/a");
    UUID file = file("/a/b");
    tables.run(trash(folder));
    file("/a");

    JsonObject answer = tables.done(commit("bob", file, 0, "one"));

    assertThat(answer.getString("path")).isEqualTo("/a (bob's conflicted copy 2026-04-28)/b");
  }

  @Test
  void a_stale_edit_of_a_trashed_file_survives_beside_it() {
    UUID file = file("/a");
    tables.run(commit("alice", file, 0, "one"));
    tables.run(commit("alice", file, 1, "two"));
    tables.run(trash(file));

    JsonObject answer = tables.done(commit("bob", file, 1, "stale"));

    UUID copy = UUID.fromString(answer.getJsonObject("conflict").getString("fileId"));
    assertThat(tables.isReachable(copy)).isTrue();
    assertThat(tables.isReachable(file)).isFalse();
  }

  @Test
  void a_delete_that_does_not_know_the_newest_edit_is_refused() {
    UUID file = file("/a");
    tables.run(commit("alice", file, 0, "one"));

    assertThat(refusal(tables.run(new Mutation.Trash(by("bob"), ns, file, 0))))
        .isEqualTo(ProblemCode.EDITED);
    assertThat(refusal(tables.run(new Mutation.Trash(by("bob"), ns, file, 2))))
        .isEqualTo(ProblemCode.VERSION_UNKNOWN);
    assertThat(tables.isReachable(file)).isTrue();
  }

  @Test
  void paths_may_not_grow_too_deep_by_a_move() {
    String deep = "/d".repeat(70);
    file(deep);
    UUID root =
        tables.entries.values().stream()
            .filter(entry -> entry.parentId() == null)
            .findAny()
            .orElseThrow()
            .fileId();
    UUID target = folder("/t".repeat(70));

    Outcome outcome = tables.run(move(root, new Place.InFolder(ns, target, null)));

    assertThat(refusal(outcome)).isEqualTo(ProblemCode.INVALID_NAME);
  }

  @Test
  void a_rename_may_not_make_paths_below_too_long() {
    String name = "n".repeat(1020);
    String path = ("/" + name).repeat(31) + "/" + "x".repeat(1024) + "/";
    UUID top = folder("/" + name);
    file(path + "y".repeat(89));

    assertThat(refusal(tables.run(move(top, new Place.Renamed("m".repeat(1024))))))
        .isEqualTo(ProblemCode.INVALID_NAME);
    assertThat(tables.run(move(top, new Place.Renamed("short")))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_move_to_another_namespace_needs_an_editor_there() {
    UUID other = tables.namespace("carol");
    UUID file = file("/a");

    assertThat(refusal(tables.run(move(file, new Place.InFolder(other, null, null)))))
        .isEqualTo(ProblemCode.NOT_FOUND);
    tables.memberships.put(new Membership(other, Tables.userId("alice")), Role.VIEWER);
    assertThat(refusal(tables.run(move(file, new Place.InFolder(other, null, null)))))
        .isEqualTo(ProblemCode.FORBIDDEN);
    tables.memberships.put(new Membership(other, Tables.userId("alice")), Role.EDITOR);
    tables.done(move(file, new Place.InFolder(other, null, null)));
    assertThat(tables.entries.get(file).ns()).isEqualTo(other);
    assertThat(tables.entries.get(file).owner()).isEqualTo(Tables.userId("carol"));
  }

  @Test
  void a_file_that_went_elsewhere_is_told_so() {
    UUID other = tables.namespace("alice");
    UUID file = file("/a");
    tables.done(move(file, new Place.InFolder(other, null, null)));

    assertThat(tables.run(commit("alice", file, 0, "x"))).isEqualTo(new Outcome.Elsewhere(other));
  }

  @Test
  void a_key_answers_a_batch_mate_and_refuses_another_request() {
    UUID file = file("/a");
    Origin keyed =
        new Origin(
            "alice",
            Tables.userId("alice"),
            null,
            new IdempotencyKey(Tables.userId("alice"), "k"),
            "one");
    Origin reused = new Origin("alice", keyed.userId(), null, keyed.key(), "two");
    Edit edit = edit(0, "x");

    List<Outcome> outcomes =
        tables.run(
            List.of(
                new Mutation.Commit(keyed, ns, file, edit),
                new Mutation.Commit(keyed, ns, file, edit),
                new Mutation.Commit(reused, ns, file, edit)));

    assertThat(((Outcome.Done) outcomes.get(1)).body())
        .isEqualTo(((Outcome.Done) outcomes.get(0)).body());
    assertThat(((Outcome.Done) outcomes.get(1)).uploads()).isZero();
    assertThat(refusal(outcomes.get(2))).isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REUSED);
    assertThat(tables.entries.get(file).version()).isEqualTo(1);
  }

  @Test
  void folders_have_no_versions() {
    UUID folder = folder("/a");

    assertThat(refusal(tables.run(commit("alice", folder, 0, "x"))))
        .isEqualTo(ProblemCode.WRONG_KIND);
  }
}
