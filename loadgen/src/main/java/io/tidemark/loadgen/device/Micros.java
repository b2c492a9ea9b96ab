package io.tidemark.loadgen.device;

import java.time.Instant;

/** Times as microseconds since 1970: what the hub's timestamps carry. */
public final class Micros {
  private Micros() {}

  public static long of(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  public static long now() {
    return of(Instant.now());
  }
}
