package io.tidemark.thumbnail;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One gzip stream out of pieces that are each compressed by themselves, so that any thread can do
 * it and every piece can be read as soon as it is there. By its letters only: thumbnails are
 * compressed already, and what gzip wins is the quarter that base64 costs.
 */
final class GzipPieces {
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /** An empty last block. */
  private static final byte[] LAST = {3, 0};

  private final CRC32 checksum = new CRC32();
  private long length;

  Buffer head() {
    return Buffer.buffer(HEAD);
  }

  /** From any thread. */
  static Buffer compressed(Buffer piece) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
      deflater.setInput(piece.getBytes());
      Buffer compressed = Buffer.buffer(piece.length());
      byte[] part = new byte[16 << 10];
      int count;
      do {
        count = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
        compressed.appendBytes(part, 0, count);
        // The first call may do no more than take up the strategy.
      } while (count > 0 || !deflater.needsInput());
      return compressed;
    } finally {
      deflater.end();
    }
  }

  /** In the order in which the pieces are sent. */
  void sent(Buffer piece) {
    checksum.update(piece.getBytes());
    length += piece.length();
  }

  Buffer tail() {
    return Buffer.buffer(LAST).appendIntLE((int) checksum.getValue()).appendIntLE((int) length);
  }
}
