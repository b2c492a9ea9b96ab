package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/** Git's blobs as files of the hub: their bytes, and the blocks that they are cut into. */
final class Contents {
  /** Reads a blob. */
  @FunctionalInterface
  interface Source {
    byte[] read(ObjectId blob) throws IOException;
  }

  private final Source source;
  private final Chunker chunker = new Chunker(FastCdc.STANDARD);
  private final Map<ObjectId, List<Block>> blocks = new HashMap<>();

  Contents(Source source) {
    this.source = source;
  }

  byte[] bytes(ObjectId blob) throws IOException {
    return source.read(blob);
  }

  /**
   * @param bytes the blob's
   */
  List<Block> blocks(ObjectId blob, byte[] bytes) {
    return blocks.computeIfAbsent(blob, _ -> chunker.blocksOf(bytes));
  }

  /** Cut before, or read now. */
  List<Block> blocks(ObjectId blob) throws IOException {
    List<Block> known = blocks.get(blob);
    return known != null ? known : blocks(blob, bytes(blob));
  }
}
