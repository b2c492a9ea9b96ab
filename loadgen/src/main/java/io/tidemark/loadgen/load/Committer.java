package io.tidemark.loadgen.load;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.load.TargetFolder.TargetFile;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits new versions by batch, so that there is something to catch up with. Batches of one folder
 * may be on their way at the same time.
 */
final class Committer {
  private static final String DEVICE = "load";

  private final List<Block> blocks;

  Committer(List<Block> blocks) {
    this.blocks = blocks;
  }

  /**
   * New versions of some files of a folder, which must have as many that no commit is on its way
   * to.
   *
   * @return the highest {@code seq}
   */
  Future<Long> commit(Session user, TargetFolder folder, int count) {
    List<TargetFile> files = new ArrayList<>(count);
    List<Commit> commits = new ArrayList<>(count);
    synchronized (folder) {
      for (int i = 0; i < count; i++) {
        files.add(folder.free().remove());
      }
    }
    for (TargetFile file : files) {
      List<Block> content = List.of(blocks.get((int) (file.version() % blocks.size())));
      commits.add(Commit.version(file.fileId(), file.version(), content, Instant.EPOCH, DEVICE));
    }
    return user.commitAll(folder.ns(), commits)
        .map(answers -> {
          long head = 0;
          for (int i = 0; i < count; i++) {
            if (!(answers.get(i) instanceof Committed.Done done) || done.conflict()) {
              throw new IllegalStateException("a commit came to nothing: " + answers.get(i));
            }
            files.get(i).committed(done.version());
            head = Math.max(head, done.seq());
          }
          synchronized (folder) {
            folder.free().addAll(files);
          }
          return head;
        });
  }
}
