package io.tidemark.loadgen.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history of a git repository along first parents, oldest first. A symbolic link counts
 * as a file that holds its target; submodules are left out.
 */
final class GitHistory implements AutoCloseable {
  private final Repository repository;
  private final List<RevCommit> commits;
  private final boolean shortened;

  private GitHistory(Repository repository, List<RevCommit> commits, boolean shortened) {
    this.repository = repository;
    this.commits = commits;
    this.shortened = shortened;
  }

  /**
   * @param directory in a git checkout, or a bare repository
   * @param limit of the newest commits; the first of them then brings the whole tree of its time
   */
  static GitHistory open(Path directory, int limit) throws IOException {
    File start = directory.toAbsolutePath().normalize().toFile();
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(start);
    if (builder.getGitDir() == null) {
      boolean bare = new File(start, "HEAD").isFile() && new File(start, "objects").isDirectory();
      if (!bare) {
        throw new IOException(
            "'" + start + "' is in no git repository: --repo takes a folder with one");
      }
      builder.setGitDir(start);
    }
    Repository repository = builder.build();
    ObjectId head = repository.resolve(Constants.HEAD);
    if (head == null) {
      repository.close();
      throw new IOException("the repository at '" + start + "' has no commit yet");
    }
    List<RevCommit> commits = new ArrayList<>();
    boolean shortened = false;
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(head);
      while (true) {
        commits.add(commit);
        if (commit.getParentCount() == 0) {
          break;
        }
        if (commits.size() == limit) {
          shortened = true;
          break;
        }
        commit = walk.parseCommit(commit.getParent(0));
      }
    }
    return new GitHistory(repository, commits.reversed(), shortened);
  }

  int size() {
    return commits.size();
  }

  /** The repository's folder, for people. */
  String name() {
    File place = repository.isBare() ? repository.getDirectory() : repository.getWorkTree();
    return place.getName();
  }

  /** Whether there are older commits than those that are read. */
  boolean shortened() {
    return shortened;
  }

  Collection<String> users() {
    TreeSet<String> users = new TreeSet<>();
    commits.forEach(commit -> users.add(Authors.user(commit.getAuthorIdent())));
    return users;
  }

  /** The commit at {@code index}, with all that it changed. */
  Step step(int index) throws IOException {
    RevCommit commit = commits.get(index);
    RevCommit parent = index == 0 ? null : commits.get(index - 1);
    return new Step(
        commit.name().substring(0, 10),
        Authors.user(commit.getAuthorIdent()),
        Instant.ofEpochSecond(commit.getCommitTime()),
        changes(parent, commit));
  }

  private List<FileChange> changes(@Nullable RevCommit parent, RevCommit commit)
      throws IOException {
    List<FileChange> changes = new ArrayList<>();
    RenameDetector detector = new RenameDetector(repository);
    for (DiffEntry entry : differences(parent, commit)) {
      boolean before = isFile(entry.getOldMode());
      boolean after = isFile(entry.getNewMode());
      if (before != after && entry.getChangeType() == DiffEntry.ChangeType.MODIFY) {
        // A submodule where a file was, or a file where a submodule was.
        changes.add(
            after
                ? new FileChange.Put(entry.getNewPath(), entry.getNewId().toObjectId())
                : new FileChange.Delete(entry.getOldPath()));
      } else if (before || after) {
        detector.addAll(List.of(entry));
      }
    }
    for (DiffEntry entry : detector.compute()) {
      FileChange change = change(entry);
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  private List<DiffEntry> differences(@Nullable RevCommit parent, RevCommit commit)
      throws IOException {
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      if (parent == null) {
        walk.addTree(new EmptyTreeIterator());
      } else {
        walk.addTree(parent.getTree());
      }
      walk.addTree(commit.getTree());
      return DiffEntry.scan(walk);
    }
  }

  /** Null where only a mode changed. */
  private static @Nullable FileChange change(DiffEntry entry) {
    String path = entry.getNewPath();
    return switch (entry.getChangeType()) {
      case ADD, COPY -> new FileChange.Put(path, entry.getNewId().toObjectId());
      case MODIFY ->
          entry.getOldId().equals(entry.getNewId())
              ? null
              : new FileChange.Put(path, entry.getNewId().toObjectId());
      case DELETE -> new FileChange.Delete(entry.getOldPath());
      case RENAME -> new FileChange.Rename(entry.getOldPath(), path, entry.getNewId().toObjectId());
    };
  }

  private static boolean isFile(FileMode mode) {
    return !FileMode.MISSING.equals(mode) && !FileMode.GITLINK.equals(mode);
  }

  /** The files of the newest commit: path → content. */
  Map<String, ObjectId> tree() throws IOException {
    Map<String, ObjectId> tree = new TreeMap<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setRecursive(true);
      walk.addTree(commits.getLast().getTree());
      while (walk.next()) {
        if (isFile(walk.getFileMode(0))) {
          tree.put(walk.getPathString(), walk.getObjectId(0));
        }
      }
    }
    return tree;
  }

  byte[] read(ObjectId blob) throws IOException {
    try (InputStream in = repository.open(blob, Constants.OBJ_BLOB).openStream()) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
