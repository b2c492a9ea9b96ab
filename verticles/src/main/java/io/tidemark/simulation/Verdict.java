package io.tidemark.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What came of one seed.
 *
 * @param digest of all that happened: two runs of one seed have the same
 * @param micros how long it took, in the time of the simulated world
 * @param events how much happened
 * @param deltas how many were written to devices
 * @param connects how often a device connected
 * @param violation what was broken; null if the hub kept its promises
 */
public record Verdict(
    long seed,
    long digest,
    long micros,
    long events,
    long deltas,
    int connects,
    @Nullable String violation) {

  public boolean isKept() {
    return violation == null;
  }
}
