package io.tidemark.loadgen.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a device must do next, as its state says; whoever drives it does it and reports back. */
public sealed interface DeviceEffect {

  /**
   * Read the journal from {@code after} (exclusive) to {@code upTo} (inclusive).
   *
   * @param delayMillis wait so long first: the hub spreads the devices of a large folder
   */
  record ReadJournal(UUID ns, long after, long upTo, int delayMillis) implements DeviceEffect {}

  /**
   * Read a listing.
   *
   * @param under only this folder's subtree; null for the whole namespace
   */
  record ReadSnapshot(UUID ns, @Nullable UUID under) implements DeviceEffect {}

  /**
   * Close, and connect again after so long.
   *
   * @param url where to; null for the usual place
   */
  record ComeBack(int afterMillis, @Nullable String url) implements DeviceEffect {}
}
