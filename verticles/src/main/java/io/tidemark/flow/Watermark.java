package io.tidemark.flow;

/**
 * How far a device is in a namespace. It is about one incarnation of the journal and about one time
 * of being a member: for any other it says nothing.
 *
 * @param joinedMicros as {@link Membership#joinedMicros}
 * @param seq everything up to here is applied
 */
public record Watermark(int epoch, long joinedMicros, long seq) {

  /** The {@code seq} if this is about {@code membership}, otherwise 0. */
  public long in(Membership membership) {
    return epoch == membership.epoch() && joinedMicros == membership.joinedMicros() ? seq : 0;
  }

  /** The higher one; of another incarnation or another time, the later one. */
  public static Watermark later(Watermark one, Watermark other) {
    if (one.epoch != other.epoch) {
      return one.epoch > other.epoch ? one : other;
    }
    if (one.joinedMicros != other.joinedMicros) {
      return one.joinedMicros > other.joinedMicros ? one : other;
    }
    return one.seq >= other.seq ? one : other;
  }
}
