package io.tidemark.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts handshakes that failed, and says so now and then: a client that cannot get in would find
 * nothing in its own log. For all event loops.
 */
public final class HandshakeFailures {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeFailures.class);
  static final long QUIET_NANOS = 10_000_000_000L;

  private final LongSupplier nanos;
  private final Map<HandshakeFailure, Counter> counters = new EnumMap<>(HandshakeFailure.class);
  private final Map<HandshakeFailure, Said> said = new EnumMap<>(HandshakeFailure.class);

  private static final class Said {
    private long nanos;
    private long since;
  }

  /**
   * @param nanos the time
   */
  public HandshakeFailures(MeterRegistry registry, LongSupplier nanos) {
    this.nanos = nanos;
    for (HandshakeFailure reason : HandshakeFailure.values()) {
      counters.put(
          reason,
          Counter.builder("tls_handshakes_failed_total")
              .description("Connections that ended before they spoke TLS")
              .tag("reason", reason.tag())
              .register(registry));
    }
  }

  /** From any thread. */
  public void failed(Throwable cause) {
    HandshakeFailure reason = HandshakeFailure.of(cause);
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
    long count = toSay(reason);
    if (reason == HandshakeFailure.CLOSED) {
      LOG.debug("{} times={}", reason.meaning(), count);
    } else if (count > 0) {
      LOG.warn(
          "TLS handshake failed: {} reason={} times={} cause={}",
          reason.meaning(),
          reason.tag(),
          count,
          cause.toString());
    }
  }

  /** How often it happened since it was said last; 0 to keep quiet. */
  synchronized long toSay(HandshakeFailure reason) {
    long now = nanos.getAsLong();
    Said last = said.get(reason);
    if (last == null) {
      last = new Said();
      said.put(reason, last);
    } else if (now - last.nanos < QUIET_NANOS) {
      last.since++;
      return 0;
    }
    long times = last.since + 1;
    last.nanos = now;
    last.since = 0;
    return times;
  }
}
