package io.tidemark.protocol;

/**
 * How far a device is in one namespace.
 *
 * @param epoch the journal's incarnation that {@code seq} counts in, from 1
 * @param seq the highest entry applied; 0 for none
 */
public record CursorPosition(int epoch, long seq) {
  public CursorPosition {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch " + epoch + " is negative");
    }
    if (seq < 0 || seq > Limits.INTEGER_MAX) {
      throw new IllegalArgumentException("seq " + seq + " is not in 0-" + Limits.INTEGER_MAX);
    }
  }
}
