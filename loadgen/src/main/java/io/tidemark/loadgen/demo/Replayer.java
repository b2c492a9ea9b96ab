package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.HubException;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.demo.FolderModel.Node;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Brings one git commit after the other into a team folder, as its author: deletes first, then
 * renames, then what is new or changed, so that a name is free before it is taken.
 */
final class Replayer {
  private static final Set<String> BY_RULE =
      Set.of(
          ProblemCode.NAME_TAKEN.code(),
          ProblemCode.INVALID_NAME.code(),
          ProblemCode.TOO_LARGE.code(),
          ProblemCode.WRONG_KIND.code(),
          ProblemCode.MALFORMED.code());

  private static final String ASIDE = "/.tidemark-moving-";

  private final UUID ns;
  private final Function<String, Session> sessions;
  private final Contents contents;
  private final FolderModel model = new FolderModel();
  private final Refusals refusals = new Refusals();
  private final Totals totals;
  private final Map<String, ObjectId> wanted = new HashMap<>();
  private int moving;

  /**
   * @param sessions of the authors
   */
  Replayer(UUID ns, Function<String, Session> sessions, Contents contents, Totals totals) {
    this.ns = ns;
    this.sessions = sessions;
    this.contents = contents;
    this.totals = totals;
  }

  FolderModel model() {
    return model;
  }

  Refusals refusals() {
    return refusals;
  }

  void replay(Step step) throws IOException {
    Session author = sessions.apply(step.user());
    List<FileChange.Put> puts = new ArrayList<>();
    List<FileChange.Delete> deletes = new ArrayList<>();
    Deque<FileChange.Rename> renames = new ArrayDeque<>();
    for (FileChange change : step.changes()) {
      switch (change) {
        case FileChange.Put put -> puts.add(put);
        case FileChange.Delete delete -> deletes.add(delete);
        case FileChange.Rename rename -> renames.add(rename);
      }
    }
    boolean freed = !deletes.isEmpty() || !renames.isEmpty();
    delete(author, deletes);
    puts.addAll(rename(author, renames));
    if (freed) {
      prune(author);
    }
    put(author, step, puts);
    if (freed) {
      put(author, step, whatHasRoomNow());
    }
    totals.gitCommits++;
  }

  private void delete(Session author, List<FileChange.Delete> deletes) {
    List<Future<Void>> calls = new ArrayList<>();
    for (FileChange.Delete delete : deletes) {
      Node node = gone(delete.path());
      if (node != null) {
        calls.add(author.delete(node.fileId()));
        totals.deletes++;
      }
    }
    Await.of(Future.all(calls));
  }

  /** Takes a path of git out of all books; null if the hub never had it. */
  private @Nullable Node gone(String gitPath) {
    refusals.remove(gitPath);
    wanted.remove(gitPath);
    Node node = model.file(gitPath);
    if (node != null) {
      model.remove(node);
    }
    return node;
  }

  /**
   * Moves what was renamed. Where names go round in a circle, one of them is set aside first.
   *
   * @return what has to be put: renamed files with changed content, and those that could not move
   */
  private List<FileChange.Put> rename(Session author, Deque<FileChange.Rename> renames) {
    List<FileChange.Put> puts = new ArrayList<>();
    int waited = 0;
    while (!renames.isEmpty()) {
      FileChange.Rename rename = renames.poll();
      Node node = model.file(rename.from());
      if (node == null) {
        refusals.remove(rename.from());
        puts.add(new FileChange.Put(rename.path(), rename.blob()));
        continue;
      }
      // Without itself: a file may take its own name in another case.
      model.remove(node);
      boolean free = model.place(rename.path()) instanceof FolderModel.Free;
      boolean aside = node.hubPath().startsWith(ASIDE);
      if (free || (aside && waited >= renames.size())) {
        waited = 0;
        move(author, node, rename);
        puts.add(new FileChange.Put(rename.path(), rename.blob()));
        continue;
      }
      model.put(node);
      renames.add(rename);
      waited++;
      if (waited >= renames.size() && !aside) {
        setAside(author, node);
        waited = 0;
      }
    }
    return puts;
  }

  /** Out of a circle of names, and out of a folder whose name it is to take. */
  private void setAside(Session author, Node node) {
    String place = ASIDE + ++moving;
    Await.of(author.move(node.fileId(), place));
    totals.renames++;
    model.remove(node);
    model.put(new Node(node.fileId(), node.gitPath(), place, node.version(), node.blob()));
    prune(author);
  }

  private void move(Session author, Node node, FileChange.Rename rename) {
    wanted.remove(rename.from());
    if (model.place(rename.path()) instanceof FolderModel.Free free
        && makeFolders(author, free.missing())
        && moved(author, node.fileId(), free.hubPath())) {
      String target = free.hubPath();
      model.put(new Node(node.fileId(), rename.path(), target, node.version(), node.blob()));
      totals.renames++;
      return;
    }
    // Git has no file under the old name any more; what the hub says to the new one shows when it
    // is put.
    Await.of(author.delete(node.fileId()));
    totals.deletes++;
  }

  private static boolean moved(Session author, UUID fileId, String hubPath) {
    try {
      Await.of(author.move(fileId, hubPath));
      return true;
    } catch (HubException refused) {
      onlyByRule(refused);
      return false;
    }
  }

  private void prune(Session author) {
    List<Future<Void>> calls = new ArrayList<>();
    for (String directory : model.prune()) {
      calls.add(author.delete(folderId(author, directory)));
      totals.deletes++;
    }
    Await.of(Future.all(calls));
  }

  /** Folders come with their files, so their ids are asked for only when one has to go. */
  private UUID folderId(Session author, String hubPath) {
    try {
      return Await.of(author.createFile(ns, hubPath, "folder"));
    } catch (HubException taken) {
      String fileId = taken.document().getString("fileId");
      if (fileId == null) {
        throw taken;
      }
      return UUID.fromString(fileId);
    }
  }

  private List<FileChange.Put> whatHasRoomNow() {
    List<FileChange.Put> puts = new ArrayList<>();
    for (String path : refusals.now().keySet()) {
      ObjectId blob = wanted.get(path);
      if (blob != null && model.place(path) instanceof FolderModel.Free) {
        puts.add(new FileChange.Put(path, blob));
      }
    }
    return puts;
  }

  private void put(Session author, Step step, List<FileChange.Put> puts) throws IOException {
    PutBatch batch = new PutBatch(ns, author, step, contents, totals);
    for (FileChange.Put put : puts) {
      wanted.put(put.path(), put.blob());
      if (!added(batch, put)) {
        // What it clashes with may be in the batch: that comes first, and may be refused itself.
        flush(author, batch);
        if (!added(batch, put)) {
          probe(author, put);
        }
      }
      if (batch.full()) {
        flush(author, batch);
      }
    }
    flush(author, batch);
  }

  /** False if its name is taken or not allowed, as far as is known. */
  private boolean added(PutBatch batch, FileChange.Put put) throws IOException {
    return switch (model.place(put.path())) {
      case FolderModel.Own(Node node) -> {
        if (!node.blob().equals(put.blob())) {
          batch.add(put, node, node.hubPath());
        }
        yield true;
      }
      case FolderModel.Free(String hubPath, List<String> missing) when batch.takes(hubPath) -> {
        batch.add(put, null, hubPath);
        model.addDirectories(missing);
        yield true;
      }
      case FolderModel.Free _, FolderModel.Clash _, FolderModel.Invalid _ -> false;
    };
  }

  private void flush(Session author, PutBatch batch) throws IOException {
    boolean refused = false;
    for (PutBatch.Result result : batch.commit()) {
      switch (result) {
        case PutBatch.Stored(Node node) -> {
          model.put(node);
          refusals.remove(node.gitPath());
        }
        case PutBatch.Refused(String gitPath, String code, String detail) -> {
          if (!BY_RULE.contains(code)) {
            throw new IllegalStateException(gitPath + " was refused: " + code + ": " + detail);
          }
          refusals.add(gitPath, code);
          refused = true;
        }
      }
    }
    if (refused) {
      // The folders above it were counted on, and hold nothing now.
      prune(author);
    }
  }

  /** The hub itself says that it does not take the name. */
  private void probe(Session author, FileChange.Put put) {
    try {
      Await.of(author.createFile(ns, "/" + put.path(), "file"));
    } catch (HubException refused) {
      onlyByRule(refused);
      refusals.add(put.path(), refused.code());
      return;
    }
    throw new IllegalStateException(
        "the hub took '%s' beside a name that should clash with it".formatted(put.path()));
  }

  private boolean makeFolders(Session author, List<String> missing) {
    try {
      for (String path : missing) {
        Await.of(author.createFile(ns, path, "folder"));
      }
      model.addDirectories(missing);
      return true;
    } catch (HubException refused) {
      onlyByRule(refused);
      return false;
    }
  }

  private static void onlyByRule(HubException refused) {
    if (!BY_RULE.contains(refused.code())) {
      throw refused;
    }
  }
}
