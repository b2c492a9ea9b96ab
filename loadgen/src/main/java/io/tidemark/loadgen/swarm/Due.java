package io.tidemark.loadgen.swarm;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The instant at which a commit was meant to go out, as the name of the device that makes it: so it
 * travels through the hub and comes out in the delta, and no process has to tell another when it
 * sent what. By this machine's monotonic clock, which all of its processes share.
 */
public final class Due {
  /** What stands for none. */
  static final long NONE = 0;

  private static final byte[] PREFIX = "due-".getBytes(StandardCharsets.US_ASCII);

  private Due() {}

  public static String device(long intendedNanos) {
    return "due-" + TimeUnit.NANOSECONDS.toMicros(intendedNanos);
  }

  /** Microseconds; {@link #NONE} if the device has another name. */
  static long micros(byte[] bytes, int from, int to) {
    if (to - from <= PREFIX.length || to - from > 20) {
      return NONE;
    }
    for (int i = 0; i < PREFIX.length; i++) {
      if (bytes[from + i] != PREFIX[i]) {
        return NONE;
      }
    }
    long micros = 0;
    for (int i = from + PREFIX.length; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      micros = micros * 10 + digit;
    }
    return micros;
  }
}
