package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
  private final List<String> visited = new ArrayList<>();
  private final TimingWheel<String> wheel = new TimingWheel<>(100, 16, 10_000);

  @Test
  void a_thing_is_visited_in_the_tick_after_its_deadline() {
    wheel.schedule("a", 10_250);
    wheel.advance(10_250, visited::add);
    assertThat(visited).isEmpty();

    wheel.advance(10_300, visited::add);
    assertThat(visited).containsExactly("a");

    wheel.advance(13_000, visited::add);
    assertThat(visited).containsExactly("a");
  }

  @Test
  void a_deadline_in_the_past_comes_with_the_next_tick() {
    wheel.schedule("a", 0);
    wheel.advance(10_100, visited::add);

    assertThat(visited).containsExactly("a");
  }

  @Test
  void a_deadline_beyond_the_ring_is_visited_early() {
    wheel.schedule("a", 99_999);
    wheel.advance(11_400, visited::add);
    assertThat(visited).isEmpty();
    wheel.advance(11_500, visited::add);
    assertThat(visited).containsExactly("a");
  }

  @Test
  void a_visitor_may_schedule_again() {
    wheel.schedule("a", 10_100);
    for (long now = 10_100; now <= 11_000; now += 100) {
      long at = now;
      wheel.advance(
          now,
          item -> {
            visited.add(item);
            wheel.schedule(item, at + 300);
          });
    }
    assertThat(visited).hasSize(4);
  }

  @Test
  void after_a_long_pause_everything_is_visited_once() {
    wheel.schedule("a", 10_300);
    wheel.schedule("b", 11_200);
    wheel.advance(1_000_000, visited::add);

    assertThat(visited).containsExactlyInAnyOrder("a", "b");
  }

  @Property(tries = 200)
  void never_earlier_than_due_within_the_ring_and_never_later_than_a_tick(
      @ForAll @LongRange(min = 10_001, max = 11_400) long deadline) {
    TimingWheel<String> ring = new TimingWheel<>(100, 16, 10_000);
    List<Long> at = new ArrayList<>();
    ring.schedule("a", deadline);
    for (long now = 10_000; now <= 12_000; now += 10) {
      long time = now;
      ring.advance(now, _ -> at.add(time));
    }
    assertThat(at).hasSize(1);
    assertThat(at.getFirst()).isBetween(deadline, deadline + 100);
  }
}
