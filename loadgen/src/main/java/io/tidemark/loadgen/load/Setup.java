package io.tidemark.loadgen.load;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Removal;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.load.TargetFolder.TargetFile;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Makes users, folders, files and a few blocks for a run, through the public API, some at a time.
 */
final class Setup {
  private static final int PARALLEL = 32;
  private static final int BLOCKS = 16;
  private static final int BLOCK_BYTES = 1_024;
  private static final String DEVICE = "load";

  private final Toolbox tools;
  private final String run;
  private final Random random;
  private final Progress progress;
  private final List<Session> users = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Removal.Folder> made = new ArrayList<>();

  /**
   * @param run a part of all names, so that runs do not meet
   * @param options whether what was made is left when {@code tools} are closed
   */
  Setup(Toolbox tools, String run, long seed, Progress progress, SetupOptions options) {
    this.tools = tools;
    this.run = run;
    this.random = new Random(seed);
    this.progress = progress;
    if (!options.keep()) {
      tools.atEnd(this::remove);
    }
  }

  List<Session> users() {
    return users;
  }

  List<Block> blocks() {
    return blocks;
  }

  /** Folder number i belongs to user number i modulo {@code userCount}. */
  List<TargetFolder> folders(int count, int userCount, int filesPerFolder) {
    for (int i = 0; i < userCount; i++) {
      users.add(tools.session("load-%s-%d".formatted(run, i)));
    }
    List<TargetFolder> folders = new ArrayList<>();
    for (int from = 0; from < count; from += PARALLEL) {
      List<Future<TargetFolder>> calls = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + PARALLEL); i++) {
        int number = i;
        Session user = users.get(i % userCount);
        calls.add(
            user.createTeamFolder("load %s %d".formatted(run, number))
                .onSuccess(ns -> made(user, ns))
                .compose(ns -> user.token().map(token -> new TargetFolder(ns, token))));
      }
      Await.of(Future.all(calls));
      calls.forEach(call -> folders.add(call.result()));
      progress.update("making folders: %,d of %,d".formatted(folders.size(), count));
    }
    uploadBlocks(users.getFirst(), folders.getFirst().ns());
    makeFiles(folders, userCount, filesPerFolder);
    return folders;
  }

  private void uploadBlocks(Session user, UUID ns) {
    Chunker chunker = new Chunker(FastCdc.STANDARD);
    List<BlockSource> sources = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      byte[] bytes = new byte[BLOCK_BYTES];
      random.nextBytes(bytes);
      Block block = chunker.blocksOf(bytes).getFirst();
      blocks.add(block);
      sources.add(new BlockSource(block, () -> Buffer.buffer(bytes)));
    }
    Await.of(new BlockUploader(user, _ -> {}).upload(ns, sources));
  }

  private void makeFiles(List<TargetFolder> folders, int userCount, int filesPerFolder) {
    int made = 0;
    List<Future<Void>> calls = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      for (int from = 0; from < filesPerFolder; from += Limits.COMMITS_PER_BATCH) {
        int to = Math.min(filesPerFolder, from + Limits.COMMITS_PER_BATCH);
        calls.add(makeFiles(users.get(i % userCount), folders.get(i), from, to));
        made += to - from;
        if (calls.size() == PARALLEL) {
          Await.of(Future.all(calls));
          calls.clear();
          progress.update(
              "making files: %,d of %,d".formatted(made, (long) folders.size() * filesPerFolder));
        }
      }
    }
    Await.of(Future.all(calls));
  }

  private Future<Void> makeFiles(Session user, TargetFolder folder, int from, int to) {
    List<Commit> commits = new ArrayList<>();
    for (int i = from; i < to; i++) {
      List<Block> content = List.of(blocks.get(i % blocks.size()));
      commits.add(Commit.create("/file-%05d".formatted(i), content, Instant.EPOCH, DEVICE));
    }
    return user.commitAll(folder.ns(), commits)
        .map(answers -> {
          for (Committed answer : answers) {
            switch (answer) {
              case Committed.Done done ->
                  folder.free().add(new TargetFile(done.fileId(), done.version()));
              case Committed.Refused refused ->
                  throw new IllegalStateException("a file could not be made: " + refused);
            }
          }
          return null;
        });
  }

  private void made(Session owner, UUID ns) {
    synchronized (made) {
      made.add(new Removal.Folder(owner, ns));
    }
  }

  private void remove() {
    List<Removal.Folder> folders;
    synchronized (made) {
      folders = List.copyOf(made);
    }
    if (!folders.isEmpty()) {
      new Removal(folders, progress).run();
    }
  }
}
