package io.tidemark.simulation;

/**
 * A mistake that somebody could make in the core.
 *
 * @param name how the table of docs/simulation.md names it
 * @param source the file below {@code io/tidemark}
 * @param original what stands there, exactly once
 * @param mutated what takes its place
 */
record Mutation(String name, String source, String original, String mutated) {

  String in(String text) {
    int at = text.indexOf(original);
    if (at < 0 || text.indexOf(original, at + 1) >= 0) {
      throw new IllegalStateException(
          source + " holds the text of '" + name + "' not exactly once: " + original);
    }
    return text.substring(0, at) + mutated + text.substring(at + original.length());
  }

  @Override
  public String toString() {
    return name;
  }
}
