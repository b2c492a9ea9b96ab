package io.tidemark.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers what the checks find; keeps the first so many, and counts the rest. */
final class Findings {
  private static final int KEPT_MAX = 1_000;

  private final Consumer<Difference> listener;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Long> counted = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long differenceCount;

  /**
   * @param listener told of each difference that is kept, at once
   */
  Findings(Consumer<Difference> listener) {
    this.listener = listener;
  }

  void differs(Copy copy, @Nullable UUID ns, String what) {
    differs(new Difference(copy, ns, what));
  }

  void differs(Difference difference) {
    differenceCount++;
    if (differences.size() < KEPT_MAX) {
      differences.add(difference);
      listener.accept(difference);
    }
  }

  void count(String what, long more) {
    counted.merge(what, more, Long::sum);
  }

  /** Says so once, if there is anything to say. */
  void note(long count, String what) {
    if (count > 0) {
      notes.add(count + " " + what);
    }
  }

  void note(String what) {
    notes.add(what);
  }

  VerificationReport report() {
    return new VerificationReport(
        List.copyOf(differences),
        differenceCount,
        new LinkedHashMap<>(counted),
        List.copyOf(notes));
  }
}
