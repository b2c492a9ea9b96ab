package io.tidemark.loadgen.chunk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a stream once and hands out its blocks. Holds two blocks' worth of bytes however long the
 * file is. An empty file has no blocks. Not for several threads at once.
 */
public final class Chunker {
  private final FastCdc cdc;
  private final MessageDigest sha256 = newSha256();
  private byte[] buffer = new byte[0];

  public Chunker(FastCdc cdc) {
    this.cdc = cdc;
  }

  public void chunk(InputStream in, BlockSink sink) throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[2 * cdc.max()];
    }
    long offset = 0;
    int start = 0;
    int filled = in.readNBytes(buffer, 0, buffer.length);
    while (filled > 0) {
      int size = cdc.cut(buffer, start, filled);
      sink.block(block(buffer, start, size), offset, buffer, start);
      offset += size;
      start += size;
      filled -= size;
      if (filled < cdc.max()) {
        System.arraycopy(buffer, start, buffer, 0, filled);
        start = 0;
        filled += in.readNBytes(buffer, filled, buffer.length - filled);
      }
    }
  }

  /** The blocks of {@code bytes}, in order. */
  public List<Block> blocksOf(byte[] bytes) {
    List<Block> blocks = new ArrayList<>(1);
    for (int from = 0; from < bytes.length; ) {
      int size = cdc.cut(bytes, from, bytes.length - from);
      blocks.add(block(bytes, from, size));
      from += size;
    }
    return List.copyOf(blocks);
  }

  /** The blocks of what is left in {@code in}. */
  public List<Block> blocksOf(InputStream in) {
    List<Block> blocks = new ArrayList<>();
    try {
      chunk(in, (block, _, _, _) -> blocks.add(block));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(blocks);
  }

  private Block block(byte[] bytes, int from, int size) {
    sha256.update(bytes, from, size);
    return new Block(HexFormat.of().formatHex(sha256.digest()), size);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
