package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DoorwayTest {

  @Property(tries = 200)
  void no_more_are_let_in_than_the_rate_and_a_burst_and_the_room_has_an_end(
      @ForAll @IntRange(min = 1, max = 5_000) int perSecond, @ForAll Random random) {
    long now = 0;
    Doorway<Integer> doorway = new Doorway<>(perSecond, now);
    double perMilli = perSecond / 1_000.0;
    double burst = Math.max(1, perMilli * Doorway.BURST_MILLIS);
    int room = (int) Math.ceil(perMilli * Doorway.WAIT_MILLIS);
    long in = 0;
    int waiting = 0;
    for (int step = 0; step < 100; step++) {
      now += random.nextInt(100);
      for (int come = random.nextInt(2 * perSecond / 10 + 2); come > 0; come--) {
        switch (doorway.ask(come, now)) {
          case ENTER -> in++;
          case WAIT -> waiting++;
          case REFUSE -> assertThat(waiting).isGreaterThanOrEqualTo(room);
        }
      }
      while (doorway.next(now) != null) {
        in++;
        waiting--;
      }
      assertThat(waiting).isBetween(0, room);
      assertThat((double) in).isLessThanOrEqualTo(perMilli * now + burst + 1e-6);
    }
  }

  @Test
  void those_who_wait_come_in_in_their_order_before_those_who_come_later() {
    Doorway<String> doorway = new Doorway<>(4, 0);
    assertThat(doorway.ask("first", 0)).isEqualTo(Doorway.Answer.ENTER);
    assertThat(doorway.ask("second", 0)).isEqualTo(Doorway.Answer.WAIT);
    assertThat(doorway.ask("third", 250)).isEqualTo(Doorway.Answer.WAIT);
    assertThat(doorway.next(250)).isEqualTo("second");
    assertThat(doorway.next(250)).isNull();
    assertThat(doorway.next(500)).isEqualTo("third");
  }

  @Test
  void a_herd_that_keeps_to_what_it_is_told_comes_no_faster_than_it_is_let_in() {
    Doorway<Integer> doorway = new Doorway<>(1_000, 0);
    Random random = new Random(7);
    int[] bySecond = new int[40];
    int refused = 0;
    for (int device = 0; device < 20_000; device++) {
      if (doorway.ask(device, 0) == Doorway.Answer.REFUSE) {
        refused++;
        bySecond[doorway.adviseMillis(0, random) / 1_000]++;
      }
    }
    assertThat(refused).isBetween(19_000, 19_500);
    for (int second = 0; second < bySecond.length; second++) {
      assertThat(bySecond[second]).as("in second %s", second).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void nobody_is_told_to_come_in_an_hour() {
    Doorway<Integer> doorway = new Doorway<>(10, 0);
    Random random = new Random(7);
    int[] byTen = new int[10];
    for (int device = 0; device < 100_000; device++) {
      int advised = doorway.adviseMillis(0, random);
      assertThat(advised).isBetween(1, Doorway.ADVICE_MILLIS_MAX * 3 / 2);
      byTen[advised / 10_000]++;
    }
    assertThat(byTen[3]).isBetween(15_000, 18_000);
    assertThat(byTen[8]).isBetween(15_000, 18_000);
  }

  @Test
  void a_flood_is_one_only_while_it_lasts() {
    Doorway<Integer> doorway = new Doorway<>(10, 0);
    for (int device = 0; device < 20; device++) {
      doorway.ask(device, 0);
    }
    for (int device = 0; device < 40; device++) {
      assertThat(doorway.isFlooded(0)).isFalse();
    }
    assertThat(doorway.isFlooded(0)).isTrue();
    assertThat(doorway.isFlooded(2_000)).isFalse();
  }
}
