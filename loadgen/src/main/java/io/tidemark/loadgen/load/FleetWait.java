package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.device.Fleet;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Waits on a command's own thread until a fleet is as it should be; every wait has an end. */
final class FleetWait {
  private static final UUID NONE = new UUID(0, 0);
  private static final long PAUSE_MILLIS = 20;

  private final Fleet fleet;
  private final Progress progress;

  FleetWait(Fleet fleet, Progress progress) {
    this.fleet = fleet;
    this.progress = progress;
  }

  /**
   * @throws IllegalStateException if they are not, after {@code limit}
   */
  void untilLive(int count, Duration limit) {
    int[] live = new int[1];
    boolean all =
        until(
            limit,
            () -> {
              live[0] = Await.of(fleet.count(NONE, 0)).live();
              progress.update("devices connecting: %,d of %,d".formatted(live[0], count));
              return live[0] >= count;
            });
    if (!all) {
      throw new IllegalStateException(
          "only %,d of %,d devices could connect%s"
              .formatted(live[0], count, Await.of(fleet.trouble())));
    }
  }

  /** Whether it became true in time. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return true;
  }
}
