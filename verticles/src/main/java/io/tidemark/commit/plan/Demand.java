package io.tidemark.commit.plan;

import io.tidemark.protocol.Names;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The facts that planning a batch needs and does not have. */
public final class Demand {
  private final Set<UUID> entries = new LinkedHashSet<>();
  private final Set<NameAt> names = new LinkedHashSet<>();
  private final Set<PathAt> paths = new LinkedHashSet<>();
  private final Set<Membership> memberships = new LinkedHashSet<>();
  private final Set<Grant> grants = new LinkedHashSet<>();
  private final Set<String> blocks = new LinkedHashSet<>();
  private final Set<IdempotencyKey> answers = new LinkedHashSet<>();
  private final Set<VersionAt> versions = new LinkedHashSet<>();
  private final Set<UUID> extents = new LinkedHashSet<>();

  /** Entries by id; every folder above them comes along. */
  public Set<UUID> entries() {
    return entries;
  }

  public Set<NameAt> names() {
    return names;
  }

  /** Answered as {@link #names} and entries, as far down as the path goes. */
  public Set<PathAt> paths() {
    return paths;
  }

  public Set<Membership> memberships() {
    return memberships;
  }

  public Set<Grant> grants() {
    return grants;
  }

  public Set<String> blocks() {
    return blocks;
  }

  public Set<IdempotencyKey> answers() {
    return answers;
  }

  public Set<VersionAt> versions() {
    return versions;
  }

  public Set<UUID> extents() {
    return extents;
  }

  /** What can be told from the mutations alone, so that most batches are planned at once. */
  public static Demand of(List<Mutation> batch) {
    Demand demand = new Demand();
    for (Mutation mutation : batch) {
      demand.foresee(mutation);
    }
    return demand;
  }

  private void foresee(Mutation mutation) {
    Origin origin = mutation.origin();
    if (origin.key() != null) {
      answers.add(origin.key());
    }
    for (UUID ns : mutation.namespaces()) {
      memberships.add(new Membership(ns, origin.userId()));
    }
    switch (mutation) {
      case Mutation.Create create -> foresee(create.ns(), create.place());
      case Mutation.Commit commit -> {
        entries.add(commit.fileId());
        foresee(commit.edit());
      }
      case Mutation.CommitMany many -> {
        for (Mutation.Item item : many.items()) {
          if (item.fileId() != null) {
            entries.add(item.fileId());
          }
          if (item.path() != null) {
            foreseePath(many.ns(), item.path());
          }
          foresee(item.edit());
        }
      }
      case Mutation.Rollback rollback -> {
        entries.add(rollback.fileId());
        versions.add(new VersionAt(rollback.fileId(), rollback.version()));
      }
      case Mutation.Relocate relocate -> {
        entries.add(relocate.fileId());
        UUID target = relocate.to().ns();
        foresee(target == null ? relocate.ns() : target, relocate.to());
      }
      case Mutation.Trash trash -> entries.add(trash.fileId());
      case Mutation.Undelete undelete -> entries.add(undelete.fileId());
    }
  }

  private void foresee(Edit edit) {
    for (Block block : edit.blocks()) {
      blocks.add(block.sha256());
    }
  }

  private void foresee(UUID ns, Place place) {
    switch (place) {
      case Place.AtPath path -> foreseePath(ns, path.segments());
      case Place.InFolder folder -> {
        if (folder.parentId() != null) {
          entries.add(folder.parentId());
        }
        if (folder.name() != null) {
          names.add(Spot.of(ns, folder.parentId(), folder.name()).nameAt());
        }
      }
      case Place.Renamed renamed -> {}
    }
  }

  /** The folders by one walk; the name itself only where its folder is known: in the root. */
  private void foreseePath(UUID ns, List<String> segments) {
    if (segments.size() == 1) {
      names.add(Spot.of(ns, null, segments.getFirst()).nameAt());
    } else {
      paths.add(
          new PathAt(
              ns, segments.subList(0, segments.size() - 1).stream().map(Names::key).toList()));
    }
  }

  public boolean isEmpty() {
    return entries.isEmpty()
        && names.isEmpty()
        && paths.isEmpty()
        && memberships.isEmpty()
        && grants.isEmpty()
        && blocks.isEmpty()
        && answers.isEmpty()
        && versions.isEmpty()
        && extents.isEmpty();
  }
}
