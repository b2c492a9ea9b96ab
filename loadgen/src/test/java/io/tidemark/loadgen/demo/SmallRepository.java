package io.tidemark.loadgen.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;

/** A git repository made in a test, commit by commit, straight in its index. */
final class SmallRepository implements AutoCloseable {
  private final Git git;
  private final Path directory;
  private int minute;

  SmallRepository(Path directory) throws GitAPIException {
    this.directory = directory;
    this.git = Git.init().setDirectory(directory.toFile()).setInitialBranch("main").call();
  }

  Path directory() {
    return directory;
  }

  Git git() {
    return git;
  }

  SmallRepository put(String path, String content) throws IOException {
    return put(path, content.getBytes(StandardCharsets.UTF_8), FileMode.REGULAR_FILE);
  }

  SmallRepository random(String path, long seed, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return put(path, bytes, FileMode.REGULAR_FILE);
  }

  SmallRepository link(String path, String target) throws IOException {
    return put(path, target.getBytes(StandardCharsets.UTF_8), FileMode.SYMLINK);
  }

  SmallRepository submodule(String path) throws IOException {
    return edit(path, FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
  }

  private SmallRepository put(String path, byte[] content, FileMode mode) throws IOException {
    try (ObjectInserter inserter = git.getRepository().newObjectInserter()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
      inserter.flush();
      return edit(path, mode, blob);
    }
  }

  private SmallRepository edit(String path, FileMode mode, ObjectId id) throws IOException {
    DirCache index = git.getRepository().lockDirCache();
    DirCacheEditor editor = index.editor();
    editor.add(
        new DirCacheEditor.PathEdit(path) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(mode);
            entry.setObjectId(id);
          }
        });
    editor.commit();
    return this;
  }

  SmallRepository delete(String path) throws IOException {
    DirCache index = git.getRepository().lockDirCache();
    DirCacheEditor editor = index.editor();
    editor.add(new DirCacheEditor.DeletePath(path));
    editor.commit();
    return this;
  }

  SmallRepository move(String from, String to) throws IOException {
    DirCacheEntry entry = git.getRepository().readDirCache().getEntry(from);
    delete(from);
    return edit(to, entry.getFileMode(), entry.getObjectId());
  }

  SmallRepository commit(String author) throws GitAPIException {
    PersonIdent who =
        new PersonIdent(
            author,
            author + "@example.org",
            Instant.parse("2026-04-28T10:00:00Z").plusSeconds(60L * minute++),
            ZoneOffset.UTC);
    git.commit()
        .setAuthor(who)
        .setCommitter(who)
        .setMessage("change " + minute)
        .setSign(false)
        .call();
    return this;
  }

  @Override
  public void close() {
    git.close();
  }
}
