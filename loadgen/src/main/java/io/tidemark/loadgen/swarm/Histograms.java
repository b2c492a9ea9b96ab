package io.tidemark.loadgen.swarm;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of microseconds, and their way from one process to another without loss. */
final class Histograms {
  static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  private Histograms() {}

  static Histogram create() {
    return new Histogram(HIGHEST, 3);
  }

  static void record(Histogram histogram, long micros) {
    histogram.recordValue(Math.clamp(micros, 0, HIGHEST));
  }

  static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    bytes.flip();
    byte[] taken = new byte[length];
    bytes.get(taken);
    return Base64.getEncoder().encodeToString(taken);
  }

  static Histogram decode(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), HIGHEST);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no histogram of another process", e);
    }
  }
}
