package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;

/**
 * What a thumbnail is of and like; equal keys give equal bytes.
 *
 * @param content the hash of the file's bytes, or of its blocks' hashes where it has several
 */
record ThumbnailKey(String content, int size, ThumbnailFormat format) {

  /** Names it on disk and for clients; changes with the renderer. */
  String name() {
    return content + "-" + size + "-" + format.wireName() + "-" + Renderer.VERSION;
  }
}
