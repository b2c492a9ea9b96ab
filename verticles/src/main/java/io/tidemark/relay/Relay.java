package io.tidemark.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay's thread: one session after the other, with a growing pause after failures. */
final class Relay implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BACKOFF_MIN_MILLIS = 50;
  private static final int BACKOFF_MAX_MILLIS = 2_000;

  private final RelaySettings settings;
  private final TailWriter tails;
  private final RelayMetrics metrics;
  private final CountDownLatch stopped;
  private int backoffMillis = BACKOFF_MIN_MILLIS;

  Relay(RelaySettings settings, TailWriter tails, RelayMetrics metrics, CountDownLatch stopped) {
    this.settings = settings;
    this.tails = tails;
    this.metrics = metrics;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    try {
      do {
        session();
      } while (!stopped.await(backoffMillis, TimeUnit.MILLISECONDS));
      LOG.info("relay stopped");
    } catch (InterruptedException _) {
      LOG.warn("relay interrupted");
    }
  }

  private void session() throws InterruptedException {
    boolean hasStreamed = false;
    try (RelaySession session = new RelaySession(settings, tails, metrics, stopped)) {
      try {
        session.run();
      } finally {
        hasStreamed = session.hasStreamed();
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Anything: a session that fails is begun again where the slot is.
      metrics.failures.increment();
      backoffMillis =
          hasStreamed ? BACKOFF_MIN_MILLIS : Math.min(BACKOFF_MAX_MILLIS, 2 * backoffMillis);
      LOG.warn("relay session failed retryMillis={} cause='{}'", backoffMillis, e.toString());
      LOG.debug("relay session failed", e);
    }
  }
}
