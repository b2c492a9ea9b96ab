package io.tidemark.app;

import io.tidemark.simulation.Campaign;
import io.tidemark.simulation.Simulation;
import io.tidemark.simulation.Verdict;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the hub's pure core in worlds of chance, and says which seeds break a promise. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs what decides in the hub in worlds made of chance: nodes die and stand still, Redis,",
      "Kafka and PostgreSQL go away, networks are cut, devices are slow, members come and go.",
      "No device may miss, repeat or reorder anything, and in the end each has what the journal has."
    },
    footer = {
      "",
      "Examples:",
      "  ./tidemark simulate                         seeds 1 to 1000",
      "  ./tidemark simulate --seeds 100000          more of them",
      "  ./tidemark simulate --seed 42 --trace       one seed, each event on a line",
      "",
      "Exit code 1 if a seed breaks a promise. The same seed gives the same run on every machine."
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final long SEEDS = 1000;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
  private CommandSpec spec;

  @Option(names = "--seeds", paramLabel = "N", description = "How many seeds, default 1000.")
  private @Nullable Long seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The first seed, default 1; without --seeds the only one.")
  private @Nullable Long seed;

  @Option(names = "--trace", description = "Print each event; for one seed.")
  private boolean trace;

  @Option(names = "--threads", paramLabel = "N", description = "Default: the processors there are.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--failures",
      paramLabel = "N",
      description = "Stop after so many, default ${DEFAULT-VALUE}.")
  private int failures = 10;

  private final LongFunction<Verdict> simulation;
  private long beganNanos;
  private long toldNanos;
  private long done;

  public SimulateCommand() {
    this(Simulation::run);
  }

  SimulateCommand(LongFunction<Verdict> simulation) {
    this.simulation = simulation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Long first = seed;
    Long count = seeds;
    if ((count != null && count < 1) || threads < 1 || failures < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seeds, --threads and --failures: expected at least 1");
    }
    if (trace && (first == null || (count != null && count > 1))) {
      throw new ParameterException(spec.commandLine(), "--trace is for one seed: give --seed");
    }
    if (first != null && (count == null || trace)) {
      return one(first);
    }
    return many(first == null ? 1 : first, count == null ? SEEDS : count);
  }

  private int one(long which) {
    PrintWriter out = spec.commandLine().getOut();
    Verdict verdict = trace ? Simulation.run(which, out) : simulation.apply(which);
    out.printf(
        Locale.ROOT,
        "seed %d: %s; %.1f s of its time, %d events, %d deltas, %d connects, digest %016x%n",
        which,
        verdict.isKept() ? "kept" : "BROKEN: " + verdict.violation(),
        verdict.micros() / 1e6,
        verdict.events(),
        verdict.deltas(),
        verdict.connects(),
        verdict.digest());
    out.flush();
    return verdict.isKept() ? 0 : 1;
  }

  private int many(long first, long count) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    beganNanos = System.nanoTime();
    toldNanos = beganNanos;
    Campaign.Report report =
        new Campaign(simulation, first, count, failures)
            .run(threads, verdict -> tell(out, verdict, count));
    double seconds = (System.nanoTime() - beganNanos) / NANOS_PER_SECOND;
    out.printf(
        Locale.ROOT,
        "%d seeds, %d broken; %d events, %d deltas and %d connects in %d h of simulated time; %.1f s%n",
        report.runs(),
        report.failures().size(),
        report.events(),
        report.deltas(),
        report.connects(),
        TimeUnit.SECONDS.toHours(report.seconds()),
        seconds);
    out.flush();
    return report.failures().isEmpty() ? 0 : 1;
  }

  private void tell(PrintWriter out, Verdict verdict, long count) {
    done++;
    if (!verdict.isKept()) {
      out.printf("seed %d: BROKEN: %s%n", verdict.seed(), verdict.violation());
      out.printf("  ./tidemark simulate --seed %d --trace%n", verdict.seed());
      out.flush();
    }
    long now = System.nanoTime();
    if (now - toldNanos > PROGRESS_NANOS) {
      toldNanos = now;
      out.printf(
          Locale.ROOT,
          "%d of %d seeds, %.0f a second%n",
          done,
          count,
          done * NANOS_PER_SECOND / (now - beganNanos));
      out.flush();
    }
  }
}
