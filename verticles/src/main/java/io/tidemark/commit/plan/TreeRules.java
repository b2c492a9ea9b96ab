package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.ProblemCode;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, renaming and moving files and folders. */
final class TreeRules {

  /** What one move may take to another namespace: both are locked while its rows are rewritten. */
  static final int MOVED_ENTRIES = 10_000;

  private static final Extent NOTHING = new Extent(0, 0, 0);

  private TreeRules() {}

  static Outcome.Done create(Draft draft, Mutation.Create create) {
    Origin origin = create.origin();
    Target target = target(draft, create.ns(), create.place(), null);
    Landing landing = target.landing();
    Access.requireEditorIn(draft, create.ns(), landing.folder(), origin);
    draft.namespace(create.ns());
    Folders.requireLive(draft, landing);
    landing.requireFree(draft, target.name(), null);
    landing.requireRoom(draft, target.name(), NOTHING);
    UUID folderId = Folders.make(draft, landing, origin, origin.device());
    Entry entry =
        NewEntries.of(draft, Spot.of(create.ns(), folderId, target.name()), create.kind(), null);
    draft.put(entry);
    long seq = JournalLines.add(draft, entry, ChangeOp.CREATE, origin, origin.device());
    return Outcome.Done.of(201, Replies.entry(draft, entry, seq));
  }

  static Outcome.Done relocate(Draft draft, Mutation.Relocate relocate) {
    Origin origin = relocate.origin();
    Entry entry = Access.editable(draft, relocate, relocate.fileId());
    UUID ns = Objects.requireNonNullElse(relocate.to().ns(), entry.ns());
    Target target = target(draft, ns, relocate.to(), entry);
    Landing landing = target.landing();
    Access.requireEditorIn(draft, ns, landing.folder(), origin);
    draft.namespace(ns);
    if (draft.isTrashed(entry)) {
      throw TrashRules.inTrash(draft, entry);
    }
    Folders.requireLive(draft, landing);
    requireNoCycle(draft, entry, landing);
    landing.requireFree(draft, target.name(), entry);
    boolean leaves = !ns.equals(entry.ns());
    landing.requireRoom(draft, target.name(), below(draft, entry, target, leaves));
    UUID folderId = Folders.make(draft, landing, origin, origin.device());
    Spot spot = Spot.of(ns, folderId, target.name());
    if (spot.equals(entry.spot())) {
      return Outcome.Done.of(200, Replies.entry(draft, entry, draft.head(ns)));
    }
    return Outcome.Done.of(
        200, leaves ? leave(draft, entry, spot, origin) : shift(draft, entry, spot, origin));
  }

  private static String shift(Draft draft, Entry entry, Spot spot, Origin origin) {
    boolean stays = Objects.equals(spot.parentId(), entry.parentId());
    Entry moved = entry.at(spot);
    draft.put(moved);
    long seq =
        JournalLines.add(
            draft, moved, stays ? ChangeOp.RENAME : ChangeOp.MOVE, origin, origin.device());
    return Replies.entry(draft, moved, seq);
  }

  private static String leave(Draft draft, Entry entry, Spot spot, Origin origin) {
    JournalLines.add(draft, entry, ChangeOp.DELETE, origin, origin.device(), spot.ns(), null);
    UUID owner = draft.namespace(spot.ns()).owner();
    Entry moved = entry.at(spot).ownedBy(owner);
    draft.put(moved);
    if (entry.isFolder()) {
      draft.carry(entry.fileId(), spot.ns(), owner);
    }
    long seq =
        JournalLines.add(draft, moved, ChangeOp.CREATE, origin, origin.device(), null, entry.ns());
    return Replies.entry(draft, moved, seq);
  }

  /** What must fit below the new path; only asked where it is deeper or longer than the old. */
  private static Extent below(Draft draft, Entry entry, Target target, boolean leaves) {
    if (!entry.isFolder()) {
      return NOTHING;
    }
    Landing.Reach before = Landing.in(entry.ns(), parent(draft, entry)).reach(draft, entry.name());
    Landing.Reach after = target.landing().reach(draft, target.name());
    if (!leaves && after.depth() <= before.depth() && after.chars() <= before.chars()) {
      return NOTHING;
    }
    Extent extent = draft.extent(entry.fileId());
    if (leaves && extent.entries() > MOVED_ENTRIES) {
      throw Problem.of(
          ProblemCode.TOO_LARGE,
          "'"
              + draft.path(entry)
              + "' holds more than "
              + MOVED_ENTRIES
              + " files and folders, which is what one move to another namespace may take;"
              + " move its folders one by one");
    }
    return extent;
  }

  private static @Nullable Entry parent(Draft draft, Entry entry) {
    return entry.parentId() == null ? null : draft.entry(entry.parentId());
  }

  private static void requireNoCycle(Draft draft, Entry entry, Landing landing) {
    for (Entry above : draft.lineage(landing.folderId())) {
      if (above.fileId().equals(entry.fileId())) {
        throw Problem.of(
            ProblemCode.WOULD_CYCLE,
            "'" + draft.path(entry) + "' cannot move into itself or below itself");
      }
    }
  }

  private static Target target(Draft draft, UUID ns, Place place, @Nullable Entry entry) {
    return switch (place) {
      case Place.AtPath path -> {
        List<String> names = path.segments();
        yield new Target(
            Folders.atPath(draft, ns, names.subList(0, names.size() - 1)), names.getLast());
      }
      case Place.InFolder folder ->
          new Target(Folders.byId(draft, ns, folder.parentId()), nameOr(folder.name(), entry));
      case Place.Renamed renamed ->
          new Target(
              Folders.byId(draft, ns, entry == null ? null : entry.parentId()), renamed.name());
    };
  }

  private static String nameOr(@Nullable String name, @Nullable Entry entry) {
    if (name != null) {
      return name;
    }
    if (entry == null) {
      throw Problem.of(ProblemCode.MALFORMED, "name is missing; expected the new entry's name");
    }
    return entry.name();
  }

  private record Target(Landing landing, String name) {}
}
