package io.tidemark.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.FolderSettings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowPolicyTest {
  private final WindowPolicy policy = new WindowPolicy(500);

  @Test
  void a_window_is_half_a_second_where_the_node_does_not_feel_it() {
    assertThat(policy.windowMillis(FolderSettings.UNSET, 1_000, 10)).isEqualTo(500);
    assertThat(policy.windowMillis(FolderSettings.UNSET, 1, 10_000)).isEqualTo(500);
  }

  @Test
  void it_grows_with_entries_and_devices_and_leaves_time_for_the_road() {
    assertThat(policy.windowMillis(FolderSettings.UNSET, 100, 10_000)).isEqualTo(700);
    assertThat(policy.windowMillis(FolderSettings.UNSET, 1_000, 10_000)).isEqualTo(800);
    assertThat(policy.windowMillis(FolderSettings.UNSET, 1e9, 1_000_000)).isEqualTo(800);
  }

  @Test
  void what_owners_have_set_does_not_grow() {
    FolderSettings set = new FolderSettings(150, 0, false);
    assertThat(policy.windowMillis(set, 1_000, 10_000)).isEqualTo(150);
  }

  @Test
  void a_node_with_longer_windows_keeps_them() {
    assertThat(new WindowPolicy(2_000).windowMillis(FolderSettings.UNSET, 1e6, 10_000))
        .isEqualTo(2_000);
  }

  @Property(tries = 500)
  void it_is_never_shorter_than_the_nodes_nor_longer_than_a_second_unless_set(
      @ForAll @IntRange(min = 100, max = 1_000) int nodes,
      @ForAll @DoubleRange(min = 0, max = 1e6) double entriesPerSecond,
      @ForAll @IntRange(min = 0, max = 1_000_000) int followers) {
    assertThat(
            new WindowPolicy(nodes).windowMillis(FolderSettings.UNSET, entriesPerSecond, followers))
        .isBetween(nodes, Math.max(nodes, WindowPolicy.GROWN_MILLIS));
  }
}
