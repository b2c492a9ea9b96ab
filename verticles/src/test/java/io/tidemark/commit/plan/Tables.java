package io.tidemark.commit.plan;

import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The tables in memory: answers what the planner demands and keeps what it writes. */
final class Tables {
  static final Instant NOW = Instant.parse("2026-04-28T10:00:00Z");

  final Map<UUID, NamespaceState> namespaces = new HashMap<>();
  final Map<UUID, Entry> entries = new HashMap<>();
  final Map<Membership, Role> memberships = new HashMap<>();
  final Map<Grant, Role> grants = new HashMap<>();
  final Map<String, Long> blocks = new HashMap<>();
  final Map<IdempotencyKey, StoredAnswer> answers = new HashMap<>();
  final Map<VersionAt, Content> versions = new HashMap<>();
  final List<Writes.JournalRow> journal = new ArrayList<>();
  private long ids;

  UUID namespace(String owner) {
    UUID ns = newId();
    namespaces.put(ns, new NamespaceState(ns, userId(owner), 1, 0));
    memberships.put(new Membership(ns, userId(owner)), Role.OWNER);
    return ns;
  }

  static UUID userId(String user) {
    return UUID.nameUUIDFromBytes(user.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Origin by(String user) {
    return new Origin(user, userId(user), user + "-device", null, "");
  }

  UUID newId() {
    return new UUID(0x7000, ++ids);
  }

  Outcome run(Mutation mutation) {
    return run(List.of(mutation)).getFirst();
  }

  /** As the lanes do it: what wants to be alone is. */
  List<Outcome> run(List<Mutation> batch) {
    World world = new World();
    world.namespaces().putAll(namespaces);
    Supplier<UUID> newIds = this::newId;
    for (int round = 0; round < 24; round++) {
      switch (CommitPlanner.plan(batch, world, NOW, newIds)) {
        case Planning.Complete complete -> {
          apply(complete.writes());
          return complete.outcomes();
        }
        case Planning.Incomplete incomplete -> supply(incomplete.demand(), world);
        case Planning.Split split -> {
          List<Outcome> outcomes = new ArrayList<>();
          batch.forEach(mutation -> outcomes.addAll(run(List.of(mutation))));
          return outcomes;
        }
      }
    }
    throw new AssertionError("the planner does not come to an end");
  }

  JsonObject done(Mutation mutation) {
    Outcome outcome = run(mutation);
    if (outcome instanceof Outcome.Done done) {
      return new JsonObject(done.body());
    }
    throw new AssertionError(outcome);
  }

  private void supply(Demand demand, World world) {
    demand.entries().forEach(id -> supplyEntry(id, world));
    demand
        .names()
        .forEach(place -> {
          Optional<Entry> found = live(place);
          found.ifPresent(entry -> supplyEntry(entry.fileId(), world));
          world.names().put(place, found.map(Entry::fileId));
        });
    demand
        .memberships()
        .forEach(key -> world.memberships().put(key, Optional.ofNullable(memberships.get(key))));
    demand.grants().forEach(key -> world.grants().put(key, Optional.ofNullable(grants.get(key))));
    demand.blocks().forEach(key -> world.blocks().put(key, Optional.ofNullable(blocks.get(key))));
    demand
        .answers()
        .forEach(key -> world.answers().put(key, Optional.ofNullable(answers.get(key))));
    demand
        .versions()
        .forEach(key -> world.versions().put(key, Optional.ofNullable(versions.get(key))));
    demand.extents().forEach(id -> world.extents().put(id, Optional.of(extent(id))));
  }

  private void supplyEntry(UUID id, World world) {
    Entry entry = entries.get(id);
    world.entries().put(id, Optional.ofNullable(entry));
    if (entry != null && entry.parentId() != null) {
      supplyEntry(entry.parentId(), world);
    }
  }

  private Optional<Entry> live(NameAt place) {
    return entries.values().stream()
        .filter(entry -> !entry.deleted() && entry.spot().nameAt().equals(place))
        .findAny();
  }

  private Extent extent(UUID folder) {
    long count = 0;
    int depth = 0;
    int chars = 0;
    for (Entry child : entries.values()) {
      if (folder.equals(child.parentId())) {
        Extent below = extent(child.fileId());
        count += 1 + below.entries();
        depth = Math.max(depth, 1 + below.depth());
        chars = Math.max(chars, 1 + child.name().length() + below.pathChars());
      }
    }
    return new Extent(count, depth, chars);
  }

  private void apply(Writes writes) {
    writes.heads().forEach(head -> namespaces.put(head.ns(), head));
    writes.created().forEach(entry -> entries.put(entry.fileId(), entry));
    writes.recommitted().forEach(entry -> entries.put(entry.fileId(), entry));
    writes.altered().forEach(entry -> entries.put(entry.fileId(), entry));
    writes.carried().forEach(this::carry);
    writes
        .versions()
        .forEach(row -> versions.put(new VersionAt(row.fileId(), row.version()), row.content()));
    journal.addAll(writes.journal());
    writes.answers().forEach(row -> answers.put(row.key(), row.answer()));
  }

  private void carry(Writes.Carried carried) {
    for (Entry child : List.copyOf(entries.values())) {
      if (carried.folderId().equals(child.parentId())) {
        entries.put(
            child.fileId(),
            child
                .at(new Spot(carried.ns(), child.parentId(), child.name(), child.nameKey()))
                .ownedBy(carried.owner()));
        carry(new Writes.Carried(child.fileId(), carried.ns(), carried.owner()));
      }
    }
  }

  /** The journal of a namespace, decoded. */
  List<JsonObject> journal(UUID ns) {
    return journal.stream()
        .filter(row -> row.ns().equals(ns))
        .map(row -> new JsonObject(row.change()))
        .toList();
  }

  String path(UUID fileId) {
    Entry entry = entries.get(fileId);
    return (entry.parentId() == null ? "" : path(entry.parentId())) + "/" + entry.name();
  }

  boolean isReachable(UUID fileId) {
    Entry entry = entries.get(fileId);
    return !entry.deleted() && (entry.parentId() == null || isReachable(entry.parentId()));
  }
}
