package io.tidemark.loadgen.chunk;

import java.io.IOException;

/** Takes the blocks of a file, in order. */
@FunctionalInterface
public interface BlockSink {

  /**
   * @param fileOffset where the block starts in the file
   * @param bytes holds the block from {@code from} for {@code block.size()} bytes; reused after
   *     this call
   */
  void block(Block block, long fileOffset, byte[] bytes, int from) throws IOException;
}
