package io.tidemark.gateway;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets devices in as fast as they can be greeted: some at once, some after a short wait, and all
 * others are told when to come, each at another time.
 *
 * <p>Who is turned away gets the next free place in a row that moves on as fast as devices are let
 * in; so that those who come back do not meet as a herd again, however many they are.
 *
 * @param <W> who waits
 */
final class Doorway<W> {
  /** What was not used in a quiet time is worth so much. */
  static final int BURST_MILLIS = 250;

  /** So long may somebody wait before it is let in. */
  static final int WAIT_MILLIS = 500;

  static final int ADVICE_MILLIS_MIN = 1_000;

  /** A row that is longer is not kept: who stands there may be told once more. */
  static final int ADVICE_MILLIS_MAX = 60_000;

  /** Of the rate, for those who were told to come: others come too. */
  private static final double RESERVED = 0.8;

  /** From here on even the handshake that a refusal takes is too much. */
  private static final int FLOOD_FACTOR = 4;

  private final double perMilli;
  private final int roomSize;
  private final ArrayDeque<W> room = new ArrayDeque<>();
  private double tokens;
  private double flood;
  private double rowMillis;
  private long lastMillis;

  /** What becomes of one who comes. */
  enum Answer {
    ENTER,
    /** {@link #next} will have it. */
    WAIT,
    /** {@link #adviseMillis} says when to come. */
    REFUSE
  }

  Doorway(double perSecond, long nowMillis) {
    this.perMilli = perSecond / 1_000;
    this.roomSize = (int) Math.ceil(perMilli * WAIT_MILLIS);
    this.tokens = burst();
    this.lastMillis = nowMillis;
    this.rowMillis = nowMillis;
  }

  private double burst() {
    return Math.max(1, perMilli * BURST_MILLIS);
  }

  Answer ask(W who, long nowMillis) {
    pass(nowMillis);
    if (room.isEmpty() && tokens >= 1) {
      tokens--;
      return Answer.ENTER;
    }
    if (room.size() < roomSize) {
      room.add(who);
      return Answer.WAIT;
    }
    return Answer.REFUSE;
  }

  /** Who has waited long enough; null if there is nobody, or it is not yet time. */
  @Nullable W next(long nowMillis) {
    pass(nowMillis);
    if (room.isEmpty() || tokens < 1) {
      return null;
    }
    tokens--;
    return room.poll();
  }

  boolean anybodyWaits() {
    return !room.isEmpty();
  }

  /** When somebody who is refused shall come. */
  int adviseMillis(long nowMillis, RandomGenerator random) {
    rowMillis = Math.max(rowMillis, (double) nowMillis) + 1 / (perMilli * RESERVED);
    double delay = rowMillis - nowMillis;
    if (delay >= ADVICE_MILLIS_MAX) {
      rowMillis = (double) nowMillis + ADVICE_MILLIS_MAX;
      return random.nextInt(ADVICE_MILLIS_MAX / 2, ADVICE_MILLIS_MAX * 3 / 2);
    }
    return (int) delay + random.nextInt(ADVICE_MILLIS_MIN / 2, ADVICE_MILLIS_MIN * 3 / 2);
  }

  /**
   * Whether so many come that they have to be refused before anything is done for them. Counts one
   * that comes.
   */
  boolean isFlooded(long nowMillis) {
    pass(nowMillis);
    flood++;
    return flood > FLOOD_FACTOR * perMilli * 1_000 && room.size() >= roomSize;
  }

  private void pass(long nowMillis) {
    long passed = nowMillis - lastMillis;
    if (passed > 0) {
      lastMillis = nowMillis;
      tokens = Math.min(burst(), tokens + passed * perMilli);
      flood = Math.max(0, flood - passed * perMilli * FLOOD_FACTOR);
    }
  }
}
