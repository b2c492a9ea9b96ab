package io.tidemark.flow;

import io.tidemark.protocol.DeltaEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delta as it goes out, encoded at most once in each format for all devices of all event loops,
 * and in none that nobody wants. The bytes are shared and never modified.
 *
 * <p>Where devices are to fetch at different times, the delta exists once for each slot. The bytes
 * lie on the heap and live as long as somebody needs them.
 */
public final class EncodedDelta {
  private final Delta delta;
  private final PullSlots slots;

  /** By format and slot; guarded by this object, as are the texts. */
  private final Map<DeltaFormat, byte[] @Nullable []> encoded = new EnumMap<>(DeltaFormat.class);

  private @Nullable String @Nullable [] texts;

  private EncodedDelta(Delta delta, PullSlots slots) {
    this.delta = delta;
    this.slots = slots;
  }

  public static EncodedDelta of(Delta delta) {
    return of(delta, PullSlots.NONE);
  }

  /**
   * @param slots when the devices are to fetch what the delta does not hold
   */
  public static EncodedDelta of(Delta delta, PullSlots slots) {
    return new EncodedDelta(delta, slots);
  }

  public Delta delta() {
    return delta;
  }

  public PullSlots slots() {
    return slots;
  }

  public UUID ns() {
    return delta.ns();
  }

  public int epoch() {
    return delta.epoch();
  }

  public long from() {
    return delta.from();
  }

  public long to() {
    return delta.to();
  }

  public long oldestCommitMicros() {
    return delta.oldestCommitMicros();
  }

  /**
   * This delta for a device that has everything up to {@code seq}: itself where it begins there,
   * else only what is new to the device, encoded for it alone.
   */
  public EncodedDelta after(long seq) {
    return seq == delta.from() ? this : of(delta.after(seq), slots);
  }

  /** The bytes for the devices of a slot; not to be modified. */
  public synchronized byte[] bytes(DeltaFormat format, int slot) {
    byte[] @Nullable [] bySlot = encoded.computeIfAbsent(format, _ -> new byte[slots.slots()][]);
    byte @Nullable [] known = bySlot[slot];
    if (known == null) {
      known = format == DeltaFormat.JSON ? json(slot) : format.of(bytes(DeltaFormat.JSON, slot));
      bySlot[slot] = known;
    }
    return known;
  }

  /** {@link DeltaFormat#JSON} as a string. */
  public synchronized String text(int slot) {
    if (texts == null) {
      texts = new @Nullable String[slots.slots()];
    }
    String known = texts[slot];
    if (known == null) {
      known = new String(bytes(DeltaFormat.JSON, slot), StandardCharsets.UTF_8);
      texts[slot] = known;
    }
    return known;
  }

  private byte[] json(int slot) {
    return DeltaEncoder.encode(
        delta.ns(),
        delta.epoch(),
        delta.from(),
        delta.to(),
        delta.changes().stream().map(JournalEntry::change).toList(),
        delta.truncated(),
        slots.waitMillis(slot),
        null);
  }
}
