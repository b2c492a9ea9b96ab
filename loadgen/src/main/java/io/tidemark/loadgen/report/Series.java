package io.tidemark.loadgen.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Values over the time of a run. */
public final class Series {
  /** A day at one value a second; what comes later is not kept. */
  private static final int MOST = 86_400;

  private final Unit unit;
  private double[] seconds = new double[64];
  private double[] values = new double[64];
  private int count;

  public Series(Unit unit) {
    this.unit = unit;
  }

  public Unit unit() {
    return unit;
  }

  /**
   * @param second since the begin of the run
   * @param value nothing is kept if it is no number
   */
  public void add(double second, double value) {
    if (count == MOST || !Double.isFinite(value)) {
      return;
    }
    if (count == values.length) {
      seconds = Arrays.copyOf(seconds, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    seconds[count] = second;
    values[count++] = value;
  }

  public int size() {
    return count;
  }

  public double second(int index) {
    return seconds[index];
  }

  public double value(int index) {
    return values[index];
  }

  /** All values, in the order of time. */
  public double[] values() {
    return Arrays.copyOf(values, count);
  }

  double highest() {
    return IntStream.range(0, count).mapToDouble(i -> values[i]).max().orElse(0);
  }

  double lastSecond() {
    return count == 0 ? 0 : seconds[count - 1];
  }
}
