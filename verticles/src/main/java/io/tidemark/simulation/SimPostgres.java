package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.JournalEntry;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as a reader meets it: late, now and then away, and always right. */
final class SimPostgres {
  private static final long LATENCY_MICROS_MIN = 200;
  private static final long LATENCY_MICROS_MAX = 60_000;
  private static final long TIMEOUT_MICROS = 1_000_000;
  private static final int FAIL_PERCENT = 10;
  private static final int SHORT_PAGE_PERCENT = 20;

  private final Scheduler scheduler;
  private final Truth truth;
  private final Dice dice;
  private final boolean readsFail;
  private boolean away;
  private boolean healed;

  SimPostgres(Scheduler scheduler, Truth truth, Dice dice, boolean readsFail) {
    this.scheduler = scheduler;
    this.truth = truth;
    this.dice = dice;
    this.readsFail = readsFail;
  }

  void away(boolean now) {
    away = now;
  }

  boolean isAway() {
    return away;
  }

  /** From now on nothing fails. */
  void heal() {
    away = false;
    healed = true;
  }

  /**
   * Asks something. What is answered was true somewhen between the question and the answer.
   *
   * @param then is given the answer, or null if there is none
   */
  <T> void ask(Supplier<T> question, Consumer<@Nullable T> then) {
    long there = dice.skewed(LATENCY_MICROS_MIN, LATENCY_MICROS_MAX);
    long back = dice.skewed(LATENCY_MICROS_MIN, LATENCY_MICROS_MAX);
    boolean fails = readsFail && !healed && dice.chance(FAIL_PERCENT);
    scheduler.after(
        there,
        () -> {
          if (away || fails) {
            scheduler.after(fails ? back : TIMEOUT_MICROS, () -> then.accept(null));
          } else {
            T answer = question.get();
            scheduler.after(back, () -> then.accept(answer));
          }
        });
  }

  /** Reads a stretch of a journal; large entries make it shorter than was asked for. */
  void read(UUID ns, long after, int limit, Consumer<@Nullable CatchUpPage> then) {
    ask(
        () -> {
          Incarnation journal = truth.of(ns).journal();
          List<JournalEntry> entries = journal.after(after, limit);
          if (entries.size() > 1 && dice.chance(SHORT_PAGE_PERCENT)) {
            entries = entries.subList(0, dice.between(1, entries.size()));
          }
          return new CatchUpPage(journal.epoch(), journal.head(), entries);
        },
        then);
  }
}
