package io.tidemark.loadgen.demo;

import org.eclipse.jgit.lib.ObjectId;

/** What a git commit did to one file. Paths are git's: relative, with slashes. */
sealed interface FileChange {
  String path();

  /** The file is there with this content, new or changed. */
  record Put(String path, ObjectId blob) implements FileChange {}

  record Delete(String path) implements FileChange {}

  /**
   * @param path the new one
   * @param blob the content after it, maybe changed as well
   */
  record Rename(String from, String path, ObjectId blob) implements FileChange {}
}
