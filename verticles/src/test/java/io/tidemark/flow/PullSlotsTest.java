package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullSlotsTest {

  @Test
  void without_slots_nobody_waits() {
    assertThat(PullSlots.NONE.slotOf(12_345)).isZero();
    assertThat(PullSlots.NONE.waitMillis(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 10, 64, 1000})
  void sessions_are_spread_evenly_wherever_their_numbers_begin(int count) {
    PullSlots slots = new PullSlots(count, 10_000);
    int[] members = new int[count];
    long first = (1L << 40) + 77;
    int perSlot = 20;
    for (long session = first; session < first + (long) perSlot * count; session++) {
      members[slots.slotOf(session)]++;
    }

    assertThat(Arrays.stream(members).boxed())
        .allSatisfy(of -> assertThat(of).isBetween(perSlot - 3, perSlot + 3));
  }

  @Test
  void the_waits_fill_the_spread() {
    PullSlots slots = new PullSlots(4, 1_000);

    assertThat(slots.waitMillis(0)).isZero();
    assertThat(slots.waitMillis(1)).isEqualTo(250);
    assertThat(slots.waitMillis(3)).isEqualTo(750);
  }

  @Test
  void what_cannot_be_is_refused_with_its_value() {
    assertThatThrownBy(() -> new PullSlots(0, 1)).hasMessageContaining("slots is 0");
    assertThatThrownBy(() -> new PullSlots(5000, 1)).hasMessageContaining("slots is 5000");
    assertThatThrownBy(() -> new PullSlots(1, -1)).hasMessageContaining("spreadMillis is -1");
  }
}
