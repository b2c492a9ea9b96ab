package io.tidemark.loadgen.load;

/** An open loop's clock: request number n is due at start + n / rate, come what may. */
final class Pace {
  private final double perNano;
  private final long startNanos;
  private long issued;

  Pace(double perSecond, long startNanos) {
    this.perNano = perSecond / 1e9;
    this.startNanos = startNanos;
  }

  /** The next intended instant that is not after {@code nowNanos}; -1 if there is none. */
  long next(long nowNanos) {
    long intended = startNanos + (long) (issued / perNano);
    if (intended - nowNanos > 0) {
      return -1;
    }
    issued++;
    return intended;
  }

  long issued() {
    return issued;
  }
}
