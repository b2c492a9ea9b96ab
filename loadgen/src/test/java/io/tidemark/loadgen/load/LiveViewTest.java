package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.report.Series;
import io.tidemark.loadgen.report.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private final Map<String, Series> series = new LinkedHashMap<>();

  @Test
  void a_rate_has_its_percentiles_with_it_and_time_is_gone_and_left() {
    add("push.rate", Unit.PER_SECOND, 12, 20);
    add("push.p50", Unit.MICROS, 12, 6_200);
    add("push.p99", Unit.MICROS, 12, 15_000);
    add("hub.connections", Unit.COUNT, 12, 200);
    List<String> figures = view(60).figures(12.2, series);
    assertThat(figures.getFirst()).isEqualTo("12 of 60 s, 48 s left");
    assertThat(figures.get(1))
        .isEqualTo(
            "push %s p50 %s p99 %s"
                .formatted(
                    Unit.PER_SECOND.show(20), Unit.MICROS.show(6_200), Unit.MICROS.show(15_000)));
    assertThat(figures.get(2)).isEqualTo("hub connections " + Unit.COUNT.show(200));
  }

  @Test
  void what_was_looked_at_long_ago_is_not_of_the_moment() {
    add("push.rate", Unit.PER_SECOND, 2, 20);
    assertThat(view(0).figures(12, series)).containsExactly("12 s");
  }

  private void add(String name, Unit unit, double second, double value) {
    Series values = new Series(unit);
    values.add(second, value);
    series.put(name, values);
  }

  private static LiveView view(int seconds) {
    return new LiveView(new Progress(System.out), seconds);
  }
}
