package io.tidemark.simulation;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Runs one seed's world from its beginning to its verdict. */
public final class Simulation {
  private static final long STEP_MICROS = 1_000_000;
  private static final long SETTLE_MICROS_MAX = 400_000_000;
  private static final long QUIET_MICROS = 3_000_000;

  private Simulation() {}

  /** Runs the world of {@code seed}; the same seed gives the same verdict. */
  public static Verdict run(long seed) {
    return run(seed, null);
  }

  /**
   * @param out where each event is told; null for nowhere
   */
  public static Verdict run(long seed, @Nullable PrintWriter out) {
    World world = null;
    String violation = null;
    try {
      Dice dice = new Dice(seed);
      world = new World(dice, out);
      Faults faults = new Faults(world, dice.split());
      faults.plan();
      world.scheduler().runUntil(world.shape().activeMicros());
      faults.makePeace();
      settle(world);
    } catch (RuntimeException e) {
      // Whatever the core throws is as bad as what the oracle finds.
      violation = e instanceof Violation ? e.getMessage() : String.valueOf(describe(e));
    }
    return verdict(seed, world, violation);
  }

  /** Everything must become as it should be, and stay so. */
  private static void settle(World world) {
    Scheduler scheduler = world.scheduler();
    long until = scheduler.nowMicros() + SETTLE_MICROS_MAX;
    converge(world, until);
    scheduler.runUntil(scheduler.nowMicros() + QUIET_MICROS);
    // Who expired or reconnected meanwhile has a moment more.
    converge(world, until + QUIET_MICROS);
  }

  private static void converge(World world, long untilMicros) {
    Scheduler scheduler = world.scheduler();
    String why = world.oracle().unsettled();
    while (why != null && scheduler.nowMicros() < untilMicros) {
      scheduler.runUntil(scheduler.nowMicros() + STEP_MICROS);
      why = world.oracle().unsettled();
    }
    if (why != null) {
      throw new Violation("does not come to rest: " + why);
    }
  }

  private static String describe(RuntimeException thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return thrown + (stack.length == 0 ? "" : " at " + stack[0]);
  }

  private static Verdict verdict(long seed, @Nullable World world, @Nullable String violation) {
    if (world == null) {
      return new Verdict(seed, 0, 0, 0, 0, 0, violation);
    }
    int connects = world.devices().stream().mapToInt(SimDevice::connects).sum();
    world.trace().note("verdict", violation == null ? "kept" : violation);
    return new Verdict(
        seed,
        world.trace().digest(),
        world.scheduler().nowMicros(),
        world.scheduler().done(),
        world.oracle().deltas(),
        connects,
        violation);
  }
}
