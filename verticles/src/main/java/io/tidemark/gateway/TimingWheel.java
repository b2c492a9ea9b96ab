package io.tidemark.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Deadlines of many things for the price of one timer: a ring of slots, each a tick long.
 *
 * <p>A deadline beyond the ring is put into its last slot, so a thing may be visited early: the
 * visitor looks at the time and schedules again. It is never visited early by more than that, and
 * late by at most a tick. Nothing is ever removed: visitors ignore what is gone.
 */
final class TimingWheel<T> {
  private final long tickMillis;
  private final List<List<T>> slots;
  private long currentTick;

  TimingWheel(long tickMillis, int slots, long nowMillis) {
    this.tickMillis = tickMillis;
    this.slots = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      this.slots.add(new ArrayList<>(0));
    }
    this.currentTick = Math.floorDiv(nowMillis, tickMillis);
  }

  void schedule(T item, long deadlineMillis) {
    long tick = Math.ceilDiv(deadlineMillis, tickMillis);
    long bounded = Math.clamp(tick, currentTick + 1, currentTick + slots.size() - 1);
    slots.get(slot(bounded)).add(item);
  }

  /** Visits everything whose slot has come; a visitor may schedule. */
  void advance(long nowMillis, Consumer<T> visitor) {
    long target = Math.floorDiv(nowMillis, tickMillis);
    // After a long pause one round visits everything there is.
    currentTick = Math.max(currentTick, target - slots.size());
    while (currentTick < target) {
      currentTick++;
      List<T> due = slots.set(slot(currentTick), new ArrayList<>(0));
      due.forEach(visitor);
    }
  }

  private int slot(long tick) {
    return (int) Math.floorMod(tick, (long) slots.size());
  }
}
