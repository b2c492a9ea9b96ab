package io.tidemark.loadgen.report;

import java.util.Arrays;

/**
 * The mean of measured values and how far it can be trusted.
 *
 * @param variance of the mean, not of the values
 * @param effective how many independent values these are worth
 */
record Samples(double mean, double variance, double effective) {
  /** Student's t, two-sided, 99 %, for 1, 2, … degrees of freedom; beyond them that of the last. */
  private static final double[] CRITICAL = {
    63.66, 9.92, 5.84, 4.60, 4.03, 3.71, 3.50, 3.36, 3.25, 3.17, 3.11, 3.05, 3.01, 2.98, 2.95,
    2.92, 2.90, 2.88, 2.86, 2.85, 2.83, 2.82, 2.81, 2.80, 2.79, 2.78, 2.77, 2.76, 2.76, 2.75
  };

  /** Values that have nothing to do with one another, such as whole runs. */
  static Samples independent(double[] values) {
    return of(values, values.length);
  }

  /**
   * Values one after another: a second that is slow is likely followed by another slow one, so that
   * n of them are worth n (1 - r) / (1 + r), with r the correlation of neighbours.
   */
  static Samples successive(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double all = 0;
    double neighbours = 0;
    for (int i = 0; i < values.length; i++) {
      all += (values[i] - mean) * (values[i] - mean);
      if (i > 0) {
        neighbours += (values[i] - mean) * (values[i - 1] - mean);
      }
    }
    double correlation = all == 0 ? 0 : Math.clamp(neighbours / all, 0, 0.99);
    return of(values, Math.max(1, values.length * (1 - correlation) / (1 + correlation)));
  }

  private static Samples of(double[] values, double effective) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double variance = values.length < 2 ? Double.POSITIVE_INFINITY : squares / (values.length - 1);
    return new Samples(mean, variance / effective, effective);
  }

  /** The half-width of the 99 % interval of {@code other}'s mean minus this one's (Welch 1947). */
  double noise(Samples other) {
    double variances = variance + other.variance;
    if (Double.isInfinite(variances)) {
      return Double.POSITIVE_INFINITY;
    }
    if (variances == 0) {
      return 0;
    }
    double freedom =
        variances
            * variances
            / (variance * variance / Math.max(1e-9, effective - 1)
                + other.variance * other.variance / Math.max(1e-9, other.effective - 1));
    int index = Math.clamp((long) freedom - 1, 0, CRITICAL.length - 1);
    return CRITICAL[index] * Math.sqrt(variances);
  }
}
