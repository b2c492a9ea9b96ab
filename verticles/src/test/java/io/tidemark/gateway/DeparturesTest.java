package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final int PAUSE_MILLIS_MAX = 400;

  @Property(tries = 300)
  void never_more_leave_than_the_rate_allows_and_all_are_told_in_time(
      @ForAll @IntRange(max = 20_000) int devices,
      @ForAll @IntRange(min = 1, max = 2_000) int perSecond,
      @ForAll @IntRange(max = 60_000) int budgetMillis,
      @ForAll Random random) {
    long now = random.nextLong(1_000_000);
    long begin = now;
    Departures departures = Departures.within(perSecond, budgetMillis, now);
    int left = devices;
    while (left > 0) {
      // What is needed to be done in time, if that is more than the rate.
      double pace =
          Math.max(perSecond / 1_000.0, left / (double) Math.max(1, begin + budgetMillis - now));
      int due = departures.due(now, left);
      if (now < begin + budgetMillis) {
        assertThat((double) due).isLessThanOrEqualTo(Math.max(1, pace * Departures.BURST_MILLIS));
      }
      left -= due;
      assertThat(left).isNotNegative();
      if (now >= begin + budgetMillis) {
        assertThat(left).isZero();
      }
      now += 1 + random.nextInt(PAUSE_MILLIS_MAX);
    }
  }

  @Property(tries = 200)
  void where_there_is_time_the_rate_is_kept_over_any_span(
      @ForAll @IntRange(min = 1, max = 5_000) int perSecond, @ForAll Random random) {
    long now = 0;
    Departures departures = Departures.steady(perSecond, now);
    double burst = Math.max(1, perSecond / 1_000.0 * Departures.BURST_MILLIS);
    long told = 0;
    for (int step = 0; step < 200; step++) {
      now += random.nextInt(PAUSE_MILLIS_MAX);
      told += departures.due(now, Integer.MAX_VALUE);
      assertThat((double) told).isLessThanOrEqualTo(perSecond / 1_000.0 * now + burst);
    }
  }

  @Test
  void a_few_devices_take_only_as_long_as_the_rate_says() {
    Departures departures = Departures.within(500, 30_000, 0);
    int left = 100;
    long now = 0;
    while (left > 0) {
      now += 20;
      left -= departures.due(now, left);
    }
    assertThat(now).isBetween(180L, 240L);
  }

  @Test
  void who_hurries_waits_for_nothing_and_the_coming_back_is_spread_by_the_rate() {
    Departures departures = Departures.within(500, 30_000, 0);
    departures.hurry(10, 5_000);

    assertThat(departures.due(10, 5_000)).isEqualTo(5_000);
    Random random = new Random(1);
    int[] bySecond = new int[11];
    for (int device = 0; device < 5_000; device++) {
      bySecond[departures.afterMillis(random) / 1_000]++;
    }
    for (int second = 0; second < 10; second++) {
      assertThat(bySecond[second]).isBetween(400, 600);
    }
    assertThat(bySecond[10]).isZero();
  }
}
