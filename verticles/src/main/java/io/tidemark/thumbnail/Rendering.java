package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.IOException;

/** Something that renders one picture after another, and may die of one. */
interface Rendering {

  /**
   * @throws IOException if it died; it is of no more use then
   */
  Renderer.Outcome render(byte[] file, int size, ThumbnailFormat format) throws IOException;

  boolean isNative();

  /** From any thread. */
  void kill();

  /** Makes one. */
  interface Factory {
    Rendering start() throws IOException;
  }
}
