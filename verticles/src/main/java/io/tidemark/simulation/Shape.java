package io.tidemark.simulation;

import io.tidemark.journal.JournalMemory.Bounds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How large a run's world is and what goes wrong in it; drawn from the seed.
 *
 * @param devicesEach for so many each device counts where folders' heat is measured
 */
record Shape(
    int users,
    int devicesPerUser,
    int teamFolders,
    int nodes,
    int loopsPerNode,
    int partitions,
    int commits,
    int batchMax,
    int filesPerNamespace,
    int faultCount,
    int windowMillis,
    int tailEntries,
    Bounds memory,
    int outletFrames,
    long activeMicros,
    int devicesEach,
    Set<Fault> faults) {
  private static final int FAULT_PERCENT = 35;

  static Shape of(Dice dice) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (Fault fault : Fault.values()) {
      if (dice.chance(FAULT_PERCENT)) {
        faults.add(fault);
      }
    }
    boolean large = dice.chance(10);
    return new Shape(
        dice.between(1, 4),
        dice.between(1, 4),
        dice.between(1, 4),
        dice.between(1, 3),
        dice.between(1, 2),
        dice.between(1, 3),
        dice.between(10, 150),
        large ? 700 : dice.pick(List.of(3, 10, 150)),
        large ? 400 : dice.pick(List.of(3, 20, 250)),
        dice.between(0, 40),
        dice.pick(List.of(20, 200, 500)),
        dice.between(5, 300),
        new Bounds(dice.between(1, 8), dice.between(5, 300), (long) dice.between(2, 60) << 10),
        dice.between(2, 12),
        dice.between(2_000_000L, 20_000_000L),
        dice.pick(List.of(1, 1_000, 1_000_000)),
        faults);
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }
}
