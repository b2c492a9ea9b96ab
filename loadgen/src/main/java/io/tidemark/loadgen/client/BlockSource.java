package io.tidemark.loadgen.client;

import io.tidemark.loadgen.chunk.Block;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** A block and how to come by its bytes, read only when the hub asks for them. */
public record BlockSource(Block block, Reader reader) {

  /** Reads a block's bytes, maybe more than once. */
  @FunctionalInterface
  public interface Reader {
    Buffer read() throws IOException;
  }
}
