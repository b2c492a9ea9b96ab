package io.tidemark.session;

import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.ResetReason;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a device had when it connected: its own word wins over what the hub remembers. A namespace
 * that it does not name counts as never seen.
 */
public sealed interface StartingPoint {

  /** The device named its watermarks. */
  record Watermarks(Map<UUID, Long> seqs) implements StartingPoint {}

  /**
   * The device brought a cursor.
   *
   * @param remembered what the hub remembers, for what a partial cursor does not name
   */
  record Position(Cursor cursor, Map<UUID, Watermark> remembered) implements StartingPoint {
    public Position(Cursor cursor) {
      this(cursor, Map.of());
    }
  }

  /** The device said nothing; this is what the hub remembers. */
  record Remembered(Map<UUID, Watermark> watermarks) implements StartingPoint {}

  /** Whether what {@code said} does not tell is to be taken from the hub's memory. */
  static boolean needsMemory(@Nullable StartingPoint said) {
    return said == null || (said instanceof Position(Cursor cursor, _) && cursor.partial());
  }

  /** What the device said, or did not say, together with what the hub remembers of it. */
  static StartingPoint of(@Nullable StartingPoint said, Map<UUID, Watermark> remembered) {
    return switch (said) {
      case null -> new Remembered(remembered);
      case Position(Cursor cursor, _) ->
          new Position(cursor, cursor.partial() ? remembered : Map.of());
      case Watermarks watermarks -> watermarks;
      case Remembered known -> known;
    };
  }

  /** Of a device that the hub knows nothing of. */
  static StartingPoint nothing() {
    return new Remembered(Map.of());
  }

  /** The watermark in a namespace; meaningless where there is a {@link #resetReason}. */
  default long watermark(Membership membership) {
    return switch (this) {
      case Watermarks(Map<UUID, Long> seqs) -> seqs.getOrDefault(membership.ns(), 0L);
      case Remembered(Map<UUID, Watermark> watermarks) -> remembered(watermarks, membership);
      case Position(Cursor cursor, Map<UUID, Watermark> remembered) -> {
        if (isOlder(cursor, membership)) {
          yield 0;
        }
        CursorPosition position = cursor.positions().get(membership.ns());
        yield position == null ? remembered(remembered, membership) : position.seq();
      }
    };
  }

  /** Why the device cannot go on from what it has; null if it can. */
  default @Nullable ResetReason resetReason(Membership membership) {
    if (this instanceof Position(Cursor cursor, _)) {
      CursorPosition position = cursor.positions().get(membership.ns());
      if (position != null
          && position.epoch() != membership.epoch()
          && !isOlder(cursor, membership)) {
        return ResetReason.EPOCH;
      }
    }
    return watermark(membership) > membership.head() ? ResetReason.AHEAD : null;
  }

  /** Whether the device itself said what it has, so that the hub should remember it. */
  default boolean spokenByDevice() {
    return !(this instanceof Remembered);
  }

  /**
   * Whether the cursor was made before the user became a member. What it says of the namespace is
   * then about an earlier membership, whose end took from the device what it had.
   */
  private static boolean isOlder(Cursor cursor, Membership membership) {
    return cursor.joinedMicros() < membership.joinedMicros();
  }

  private static long remembered(Map<UUID, Watermark> watermarks, Membership membership) {
    Watermark watermark = watermarks.get(membership.ns());
    return watermark == null ? 0 : watermark.in(membership);
  }
}
