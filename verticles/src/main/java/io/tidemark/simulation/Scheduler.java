package io.tidemark.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time, and what is to happen when; what is due at the same time happens as it was told.
 */
final class Scheduler {
  private record Event(long atMicros, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::order));
  private final long eventsMax;
  private long nowMicros;
  private long count;
  private long done;

  /**
   * @param eventsMax more than these, and the world does not come to rest
   */
  Scheduler(long eventsMax) {
    this.eventsMax = eventsMax;
  }

  long nowMicros() {
    return nowMicros;
  }

  void after(long delayMicros, Runnable action) {
    at(nowMicros + Math.max(0, delayMicros), action);
  }

  void at(long micros, Runnable action) {
    events.add(new Event(Math.max(nowMicros, micros), count++, action));
  }

  /** Lets everything happen that is due until then. */
  void runUntil(long micros) {
    for (Event next = events.peek();
        next != null && next.atMicros() <= micros;
        next = events.peek()) {
      events.poll();
      nowMicros = next.atMicros();
      if (++done > eventsMax) {
        throw new Violation("more than " + eventsMax + " events: the world does not come to rest");
      }
      next.action().run();
    }
    nowMicros = micros;
  }

  /** How much has happened. */
  long done() {
    return done;
  }
}
