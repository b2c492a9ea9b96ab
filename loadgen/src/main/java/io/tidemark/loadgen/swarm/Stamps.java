package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** Reads a hub's timestamps out of bytes, as microseconds since 1970. */
final class Stamps {
  /** {@code 2026-04-28T10:00:00} */
  private static final int WHOLE_SECONDS = 19;

  private long day = Long.MIN_VALUE;
  private long dayMicros;

  /**
   * @throws MalformedException if it is no timestamp
   */
  long micros(byte[] bytes, int from, int to) {
    if (to - from > WHOLE_SECONDS && bytes[to - 1] == 'Z' && bytes[from + 10] == 'T') {
      long date =
          digits(bytes, from, 4) * 10_000
              + digits(bytes, from + 5, 2) * 100
              + digits(bytes, from + 8, 2);
      long time =
          digits(bytes, from + 11, 2) * 3_600
              + digits(bytes, from + 14, 2) * 60
              + digits(bytes, from + 17, 2);
      long micros = fraction(bytes, from + WHOLE_SECONDS, to - 1);
      if (date >= 0 && time >= 0 && micros >= 0) {
        return startOf(date) + time * 1_000_000 + micros;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    try {
      return Micros.of(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new MalformedException("'" + text + "' is no timestamp");
    }
  }

  /** Nearly all stamps of a run are of one day: its beginning is kept. */
  private long startOf(long date) {
    if (date != day) {
      int number = (int) date;
      try {
        dayMicros =
            LocalDate.of(number / 10_000, number / 100 % 100, number % 100).toEpochDay()
                * 86_400_000_000L;
      } catch (DateTimeException e) {
        throw new MalformedException(number + " is no date");
      }
      day = date;
    }
    return dayMicros;
  }

  /** {@code .123456}, of any length; -1 if it is none. */
  private static long fraction(byte[] bytes, int from, int to) {
    if (from == to) {
      return 0;
    }
    if (bytes[from] != '.') {
      return -1;
    }
    long micros = 0;
    for (int i = 0; i < 6; i++) {
      int at = from + 1 + i;
      int digit = at < to ? bytes[at] - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      micros = micros * 10 + digit;
    }
    return micros;
  }

  /** Far below 0 where there is something else than digits. */
  private static long digits(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
