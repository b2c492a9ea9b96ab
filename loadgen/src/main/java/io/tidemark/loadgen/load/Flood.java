package io.tidemark.loadgen.load;

import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.Tally;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Far more connections are offered than a hub can take, for a short time and in bounded number. Who
 * is let in leaves at once; who is refused does not come again.
 *
 * @param begun in the time that was meant for it; the generator may be the one that could no more
 * @param outcomes how they ended, in few words each
 */
record Flood(int offered, int begun, double seconds, Tally devices, Map<String, Long> outcomes) {
  private static final long AFTERWARDS_MILLIS = 3_000;

  /** Offers them while {@code beside} is being measured, and waits for both. */
  static <T> Result<T> run(SwarmGroup visitors, double seconds, Supplier<T> beside) {
    visitors.record(false, false);
    long begin = System.nanoTime();
    visitors.connect();
    Crowd.pause((long) (seconds * 1_000));
    double took = (System.nanoTime() - begin) / 1e9;
    int begun = visitors.status().started();
    // Those that were due and had no turn are not offered any more.
    visitors.settle();
    Crowd.pause(AFTERWARDS_MILLIS);
    Tally tally = visitors.report().tally();
    visitors.stop();
    Flood flood =
        new Flood(visitors.plan().count(), begun, took, tally, outcomes(tally.failures()));
    return new Result<>(flood, beside.get());
  }

  /**
   * @param beside what was measured meanwhile
   */
  record Result<T>(Flood flood, T beside) {}

  /** Let in, refused in which way, or cut off without an answer. */
  static Map<String, Long> outcomes(Map<String, Long> endings) {
    Map<String, Long> outcomes = new TreeMap<>();
    endings.forEach((why, count) -> outcomes.merge(outcome(why), count, Long::sum));
    return outcomes;
  }

  private static String outcome(String why) {
    if (why.startsWith("refused with ") || why.startsWith("closed with ")) {
      return why;
    }
    if (why.equals("cut by the run")) {
      return "let in, or given up by the run";
    }
    return why.contains("refused") ? "no answer: connection refused" : "no answer: " + why;
  }

  long advised() {
    return devices.of(Tally.Time.ADVISED).getTotalCount();
  }

  long refused() {
    return outcomes.entrySet().stream()
        .filter(entry ->
            entry.getKey().startsWith("refused with") || entry.getKey().startsWith("closed with"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  double begunPerSecond() {
    return begun / seconds;
  }
}
