package io.tidemark.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Many seeds, one after the other on each of some threads; no run knows of another. */
public final class Campaign {
  private final LongFunction<Verdict> simulation;
  private final AtomicLong next;
  private final long end;
  private final int failuresMax;
  private final List<Verdict> failures = new ArrayList<>();
  private long runs;
  private long events;
  private long deltas;
  private long connects;
  private long micros;

  /**
   * What came of it.
   *
   * @param seconds how long the worlds lived, by their own clocks
   * @param failures not more than were asked for
   */
  public record Report(
      long runs, long events, long deltas, long connects, long seconds, List<Verdict> failures) {}

  /**
   * @param failuresMax after so many it ends
   */
  public Campaign(LongFunction<Verdict> simulation, long firstSeed, long seeds, int failuresMax) {
    this.simulation = simulation;
    this.next = new AtomicLong(firstSeed);
    this.end = Math.addExact(firstSeed, seeds);
    this.failuresMax = failuresMax;
  }

  /**
   * @param each is given every verdict, by one thread at a time
   */
  public Report run(int threads, Consumer<Verdict> each) throws InterruptedException {
    List<Future<?>> workers = new ArrayList<>(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int index = 0; index < threads; index++) {
        workers.add(pool.submit(() -> work(each)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return report();
  }

  private void work(Consumer<Verdict> each) {
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      if (!add(simulation.apply(seed), each)) {
        return;
      }
    }
  }

  private synchronized boolean add(Verdict verdict, Consumer<Verdict> each) {
    if (failures.size() >= failuresMax) {
      return false;
    }
    runs++;
    events += verdict.events();
    deltas += verdict.deltas();
    connects += verdict.connects();
    micros += verdict.micros();
    if (!verdict.isKept()) {
      failures.add(verdict);
    }
    each.accept(verdict);
    return true;
  }

  private synchronized Report report() {
    return new Report(runs, events, deltas, connects, micros / 1_000_000, List.copyOf(failures));
  }
}
