package io.tidemark.verify;

import java.util.List;
import java.util.Map;

/**
 * What a verification found.
 *
 * @param differences the first of them
 * @param differenceCount all of them
 * @param counted what was looked at, by its name, in the order of looking
 * @param notes what is no difference and yet worth knowing
 */
public record VerificationReport(
    List<Difference> differences,
    long differenceCount,
    Map<String, Long> counted,
    List<String> notes) {

  /** Whether all copies say the same. */
  public boolean isClean() {
    return differenceCount == 0;
  }

  /** Everything, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    differences.forEach(difference -> text.append(difference).append('\n'));
    if (differenceCount > differences.size()) {
      text.append("… and ").append(differenceCount - differences.size()).append(" more\n");
    }
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    text.append("compared ").append(counted).append('\n');
    return text.append(differenceCount).append(" differences").toString();
  }
}
