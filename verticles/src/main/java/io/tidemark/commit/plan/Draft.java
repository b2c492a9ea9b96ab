package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The world as it is after the mutations planned so far. Asking for a fact that was not read notes
 * it in the demand and throws {@link Signal.Unknown}.
 */
final class Draft {
  private final World world;
  private final Instant now;
  private final Supplier<UUID> ids;
  private final boolean single;
  private final Demand demand = new Demand();
  private final Map<UUID, Entry> entries = new LinkedHashMap<>();
  private final Map<NameAt, Optional<UUID>> names = new HashMap<>();
  private final Map<UUID, Long> heads = new LinkedHashMap<>();
  private final Map<IdempotencyKey, StoredAnswer> answers = new LinkedHashMap<>();
  private final Map<VersionAt, Content> contents = new HashMap<>();
  private final List<Writes.VersionRow> versionRows = new ArrayList<>();
  private final List<Writes.JournalRow> journalRows = new ArrayList<>();
  private final List<Writes.Carried> carried = new ArrayList<>();

  /**
   * @param single whether the batch is one mutation, so that what the tables say is all there is
   */
  Draft(World world, Instant now, Supplier<UUID> ids, boolean single) {
    this.world = world;
    this.now = now;
    this.ids = ids;
    this.single = single;
  }

  Instant now() {
    return now;
  }

  UUID newId() {
    return ids.get();
  }

  Demand demand() {
    return demand;
  }

  NamespaceState namespace(UUID ns) {
    NamespaceState state = world.namespaces().get(ns);
    if (state == null) {
      throw Problem.of(ProblemCode.NOT_FOUND, "namespace '" + ns + "' is not there");
    }
    return state;
  }

  @Nullable Entry entry(UUID fileId) {
    Entry changed = entries.get(fileId);
    return changed != null ? changed : read(world.entries(), fileId, demand.entries());
  }

  /** The live entry that has this name. */
  @Nullable Entry at(NameAt place) {
    Optional<UUID> changed = names.get(place);
    if (changed != null) {
      return changed.isEmpty() ? null : entry(changed.get());
    }
    if (place.parentId() != null && isCreated(place.parentId())) {
      return null;
    }
    UUID found = read(world.names(), place, demand.names());
    return found == null ? null : entry(found);
  }

  /** Those of {@code places} that nobody has, known for all of them after one look-up. */
  boolean[] free(List<NameAt> places) {
    boolean[] free = new boolean[places.size()];
    boolean unknown = false;
    for (int index = 0; index < free.length; index++) {
      try {
        free[index] = at(places.get(index)) == null;
      } catch (Signal.Unknown missing) {
        unknown = true;
      }
    }
    if (unknown) {
      throw new Signal.Unknown();
    }
    return free;
  }

  @Nullable Role membership(UUID ns, UUID userId) {
    return read(world.memberships(), new Membership(ns, userId), demand.memberships());
  }

  /** The strongest of what is shared with a user on any of these entries. */
  @Nullable Role granted(Collection<Entry> shared, UUID userId) {
    Role strongest = null;
    boolean unknown = false;
    for (Entry entry : shared) {
      if (isCreated(entry.fileId())) {
        continue;
      }
      Grant grant = new Grant(entry.fileId(), userId);
      Optional<Role> role = world.grants().get(grant);
      if (role == null) {
        demand.grants().add(grant);
        unknown = true;
      } else if (role.isPresent() && (strongest == null || role.get().covers(strongest))) {
        strongest = role.get();
      }
    }
    if (unknown) {
      throw new Signal.Unknown();
    }
    return strongest;
  }

  /** The size under which a block is stored; null if it is not. */
  @Nullable Long blockSize(String sha256) {
    return read(world.blocks(), sha256, demand.blocks());
  }

  @Nullable StoredAnswer answer(IdempotencyKey key) {
    StoredAnswer given = answers.get(key);
    return given != null ? given : read(world.answers(), key, demand.answers());
  }

  @Nullable Content content(VersionAt version) {
    Content given = contents.get(version);
    return given != null ? given : read(world.versions(), version, demand.versions());
  }

  /** What hangs below a folder; only ever asked by a mutation that is alone in its batch. */
  Extent extent(UUID folderId) {
    if (!single) {
      throw new Signal.Alone();
    }
    Extent extent = read(world.extents(), folderId, demand.extents());
    return extent == null ? new Extent(0, 0, 0) : extent;
  }

  /** The folders above an entry, from the root down. */
  List<Entry> above(Entry entry) {
    return lineage(entry.parentId());
  }

  /** A folder and those above it, from the root down; none for the root itself. */
  List<Entry> lineage(@Nullable UUID folderId) {
    List<Entry> lineage = new ArrayList<>();
    UUID next = folderId;
    while (next != null) {
      Entry folder = entry(next);
      if (folder == null) {
        throw new IllegalStateException("folder " + next + " is gone but has entries");
      }
      lineage.addFirst(folder);
      next = folder.parentId();
    }
    return lineage;
  }

  /** Whether it or a folder above it is in the trash. */
  boolean isTrashed(Entry entry) {
    return entry.deleted() || above(entry).stream().anyMatch(Entry::deleted);
  }

  String path(@Nullable UUID parentId, String name) {
    StringBuilder path = new StringBuilder();
    for (Entry folder : lineage(parentId)) {
      path.append('/').append(folder.name());
    }
    return path.append('/').append(name).toString();
  }

  String path(Entry entry) {
    return path(entry.parentId(), entry.name());
  }

  boolean isCreated(UUID fileId) {
    return entries.containsKey(fileId) && !world.entries().containsKey(fileId);
  }

  // What follows changes the draft.

  /** Makes or replaces an entry. */
  void put(Entry entry) {
    Optional<Entry> read = world.entries().get(entry.fileId());
    Entry before = entries.put(entry.fileId(), entry);
    if (before == null && read != null) {
      before = read.orElse(null);
    }
    if (before != null && !before.deleted()) {
      names.put(before.spot().nameAt(), Optional.empty());
    }
    if (!entry.deleted()) {
      names.put(entry.spot().nameAt(), Optional.of(entry.fileId()));
    }
  }

  void addVersion(Entry entry, Content content, @Nullable String device, Origin origin) {
    contents.put(new VersionAt(entry.fileId(), entry.version()), content);
    versionRows.add(
        new Writes.VersionRow(
            entry.fileId(), entry.version(), content, device, entry.owner(), origin.userId()));
  }

  long head(UUID ns) {
    return heads.getOrDefault(ns, namespace(ns).head());
  }

  /** The number of the next entry in a journal. */
  long nextSeq(UUID ns) {
    long seq = head(ns) + 1;
    heads.put(ns, seq);
    return seq;
  }

  void addJournal(UUID ns, long seq, UUID fileId, String change) {
    journalRows.add(new Writes.JournalRow(ns, seq, namespace(ns).epoch(), fileId, change));
  }

  void carry(UUID folderId, UUID ns, UUID owner) {
    carried.add(new Writes.Carried(folderId, ns, owner));
  }

  void remember(IdempotencyKey key, StoredAnswer answer) {
    answers.put(key, answer);
  }

  Writes writes() {
    return new WriteSet(world, entries.values(), heads)
        .writes(now, carried, versionRows, journalRows, answers);
  }

  private static <K, V> @Nullable V read(Map<K, Optional<V>> facts, K key, Collection<K> missing) {
    Optional<V> fact = facts.get(key);
    if (fact == null) {
      missing.add(key);
      throw new Signal.Unknown();
    }
    return fact.orElse(null);
  }
}
