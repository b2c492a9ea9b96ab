package io.tidemark.loadgen.report;

/** A number that a run ends with. */
public record Figure(double value, Unit unit, Better better) {
  public String show() {
    return unit.show(value);
  }
}
