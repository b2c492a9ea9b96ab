package io.tidemark.loadgen.cli;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.client.SnapshotPage;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a run made, through the public API: its files go to the trash, its members leave.
 * What the API cannot remove is said. Ends after a while in any case: whoever pressed Ctrl-C waits
 * for it.
 */
public final class Removal {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final Duration CALLS = Duration.ofSeconds(20);
  private static final int PARALLEL = 64;

  /** A membership that ends is no call for each member. */
  private static final Duration MEMBERS_END = Duration.ofSeconds(2);

  /** A team folder, and who may empty it. */
  public record Folder(Session owner, UUID ns) {}

  private final List<Folder> folders;
  private final Progress progress;
  private final long endNanos = System.nanoTime() + MOST_NANOS;
  private int files;
  private int members;
  private int foldersDone;

  public Removal(List<Folder> folders, Progress progress) {
    this.folders = folders;
    this.progress = progress;
  }

  public void run() {
    // Whoever ended the run wants this done all the same.
    boolean interrupted = Thread.interrupted();
    try {
      for (int i = 0; i < folders.size() && inTime(); i++) {
        dismiss(folders.get(i));
        if (empty(folders.get(i))) {
          foldersDone++;
        }
        progress.update("removing: %,d of %,d folders".formatted(i + 1, folders.size()));
      }
      progress.done(said());
    } catch (RuntimeException e) {
      progress.done(
          "NOT ALL COULD BE REMOVED (%,d files, %,d members were): %s"
              .formatted(files, members, e.getMessage()));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean inTime() {
    return System.nanoTime() - endNanos < 0;
  }

  private String said() {
    String done =
        "removed: %,d files to the trash, %,d members of %,d folders (--keep keeps them)"
            .formatted(files, members, foldersDone);
    String left =
        foldersDone < folders.size()
            ? "; NOT in time: %,d folders more".formatted(folders.size() - foldersDone)
            : "";
    return done
        + left
        + "; left: the %,d emptied folders with an owner each and their journals, and a few blocks, which no call of the API removes"
            .formatted(folders.size());
  }

  private void dismiss(Folder folder) {
    Session owner = folder.owner();
    List<String> others = new ArrayList<>();
    @Nullable String page = null;
    do {
      Session.Members found = await(owner.members(folder.ns(), page));
      found.users().stream().filter(user -> !user.equals(owner.user())).forEach(others::add);
      page = found.nextPageToken();
    } while (page != null);
    for (int from = 0; from < others.size(); from += Limits.MEMBERS_PER_CALL) {
      List<String> some =
          others.subList(from, Math.min(others.size(), from + Limits.MEMBERS_PER_CALL));
      await(owner.endMembers(folder.ns(), some, Instant.now().plus(MEMBERS_END)));
      members += some.size();
    }
  }

  /** Whether nothing is left in it. */
  private boolean empty(Folder folder) {
    Session owner = folder.owner();
    List<Change> roots = new ArrayList<>();
    @Nullable String page = null;
    do {
      SnapshotPage listing = await(owner.snapshot(folder.ns(), null, page));
      listing.files().stream().filter(file -> file.parentId() == null).forEach(roots::add);
      page = listing.nextPageToken();
    } while (page != null);
    List<Supplier<Future<Void>>> deletes = new ArrayList<>();
    roots.forEach(file -> deletes.add(() -> owner.delete(file.fileId())));
    for (int from = 0; from < deletes.size(); from += PARALLEL) {
      if (!inTime()) {
        return false;
      }
      List<Future<Void>> calls =
          deletes.subList(from, Math.min(deletes.size(), from + PARALLEL)).stream()
              .map(Supplier::get)
              .toList();
      await(Future.all(calls));
      files += calls.size();
      progress.update("removing: %,d files".formatted(files));
    }
    return true;
  }

  private static <T> T await(Future<T> call) {
    return Await.of(call, CALLS);
  }
}
