package io.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
  private final List<String> done = new ArrayList<>();
  private final StopSignals signals =
      new StopSignals(
          new StopSignals.Actions() {
            @Override
            public void stop() {
              done.add("stop");
            }

            @Override
            public void hurry() {
              done.add("hurry");
            }

            @Override
            public void end(int exitCode) {
              done.add("end " + exitCode);
            }
          });

  @Test
  void the_first_stops_the_second_hurries_and_all_others_end_it() {
    assertThat(signals.exitCode()).isZero();
    signals.received(15);
    assertThat(done).containsExactly("stop");
    signals.received(15);
    assertThat(done).containsExactly("stop", "hurry");
    signals.received(2);
    signals.received(2);
    assertThat(done).containsExactly("stop", "hurry", "end 143", "end 143");
  }

  @Test
  void the_first_signal_says_with_which_code_it_ends() {
    signals.received(2);
    signals.received(15);
    assertThat(signals.exitCode()).isEqualTo(130);
  }
}
