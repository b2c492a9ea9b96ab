package io.tidemark.commit.plan;

import static io.tidemark.commit.plan.Tables.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.EntryKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that edit, delete, move and restore from what they last knew: no edit is ever lost. */
class EditsSurviveTest {
  private static final int STEPS = 400;

  private final Tables tables = new Tables();
  private final UUID ns = tables.namespace("alice");
  private final UUID other = tables.namespace("alice");
  private final List<UUID> folders = new ArrayList<>();
  private final Map<String, UUID> unbeaten = new HashMap<>();
  private int contents;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void nothing_is_lost_whatever_the_order(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      List<Mutation> batch = new ArrayList<>();
      for (int size = random.nextInt(1, 6); size > 0; size--) {
        batch.add(mutation(random));
      }
      List<Outcome> outcomes = tables.run(batch);
      assertThat(outcomes).hasSize(batch.size());
      for (int index = 0; index < batch.size(); index++) {
        note(batch.get(index), outcomes.get(index));
      }
      checkInvariants();
    }
  }

  private Mutation mutation(Random random) {
    List<UUID> all = List.copyOf(tables.entries.keySet());
    UUID some = all.isEmpty() ? tables.newId() : all.get(random.nextInt(all.size()));
    UUID home = tables.entries.containsKey(some) ? tables.entries.get(some).ns() : ns;
    String name = "n" + random.nextInt(6);
    UUID folder =
        folders.isEmpty() || random.nextInt(4) == 0
            ? null
            : folders.get(random.nextInt(folders.size()));
    return switch (random.nextInt(10)) {
      case 0, 1 ->
          new Mutation.Create(
              by("alice"),
              ns,
              new Place.AtPath(ns, List.of(name, "m" + random.nextInt(3))),
              random.nextBoolean() ? EntryKind.FILE : EntryKind.FOLDER);
      case 2, 3, 4, 5 -> {
        long version = tables.entries.containsKey(some) ? tables.entries.get(some).version() : 0;
        String content = "content" + ++contents;
        tables.blocks.put(content, 1L);
        yield new Mutation.Commit(
            by("alice"),
            home,
            some,
            new Edit(
                Math.max(0, version - random.nextInt(2)),
                List.of(new Block(content, 1)),
                null,
                "d"));
      }
      case 6 -> new Mutation.Trash(by("alice"), home, some, -1);
      case 7 -> new Mutation.Undelete(by("alice"), home, some);
      case 8 -> new Mutation.Relocate(by("alice"), home, some, new Place.Renamed(name));
      default ->
          new Mutation.Relocate(
              by("alice"),
              home,
              some,
              random.nextInt(5) == 0
                  ? new Place.InFolder(home.equals(ns) ? other : ns, null, null)
                  : new Place.InFolder(home, folder, null));
    };
  }

  /** Every accepted edit is somebody's version for ever. */
  private void note(Mutation mutation, Outcome outcome) {
    if (mutation instanceof Mutation.Commit commit && outcome instanceof Outcome.Done) {
      unbeaten.put(commit.edit().blocks().getFirst().sha256(), commit.fileId());
    }
    folders.clear();
    tables.entries.values().stream()
        .filter(Entry::isFolder)
        .map(Entry::fileId)
        .forEach(folders::add);
  }

  private void checkInvariants() {
    Set<String> kept = new HashSet<>();
    tables.versions.values().forEach(content -> kept.add(content.blocks()));
    assertThat(kept).containsAll(unbeaten.keySet());
    Set<NameAt> names = new HashSet<>();
    for (Entry entry : tables.entries.values()) {
      assertThat(entry.deleted() || names.add(entry.spot().nameAt())).as("%s", entry).isTrue();
      if (entry.parentId() != null) {
        assertThat(tables.entries.get(entry.parentId()).ns()).isEqualTo(entry.ns());
      }
      assertThat(tables.path(entry.fileId())).startsWith("/"); // Ends: there is no cycle.
    }
    for (NamespaceState state : tables.namespaces.values()) {
      List<Long> numbers =
          tables.journal.stream()
              .filter(row -> row.ns().equals(state.ns()))
              .map(Writes.JournalRow::seq)
              .toList();
      assertThat(numbers).hasSize((int) state.head());
      for (int index = 0; index < numbers.size(); index++) {
        assertThat(numbers.get(index)).isEqualTo(index + 1);
      }
    }
  }
}
