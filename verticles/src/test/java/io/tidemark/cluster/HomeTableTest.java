package io.tidemark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HomeTableTest {
  private final HomeTable table = new HomeTable();
  private final Map<String, ClusterNode> nodes = new HashMap<>();

  HomeTableTest() {
    node("b", false);
    node("c", false);
  }

  @Test
  void alone_everybody_is_at_home_here() {
    assertThat(table.elsewhere(0)).isNull();
    settle("a", "a", "a");
    assertThat(homes(3)).containsOnlyNulls();
  }

  @Test
  void users_of_another_nodes_partition_belong_there() {
    assertThat(settle("a", "b", "c", "b")).isEqualTo(3);
    assertThat(homes(4)).containsExactly(null, "http://b", "http://c", "http://b");
    assertThat(table.elsewhere(4)).isNull();
    assertThat(table.elsewhere(Integer.MAX_VALUE)).isNull();
  }

  @Test
  void while_partitions_move_nobody_does() {
    settle("a", "b");
    assertThat(look("a", "c")).isZero();
    assertThat(look("c", "c")).isZero();
    assertThat(homes(2)).containsExactly(null, "http://b");
    assertThat(look("c", "c")).isEqualTo(2);
    assertThat(homes(2)).containsExactly("http://c", "http://c");
    assertThat(look("c", "c")).isZero();
  }

  @Test
  void who_is_no_node_or_goes_down_is_nobodys_home() {
    node("c", true);
    settle("stranger", "b", "c", null);
    assertThat(homes(4)).containsExactly(null, "http://b", null, null);
    nodes.remove("b");
    assertThat(settle("stranger", "b", "c", null)).isEqualTo(1);
    assertThat(homes(4)).containsOnlyNulls();
  }

  @Test
  void without_a_cluster_nobody_can_say() {
    settle("a", "b");
    settle();
    assertThat(homes(2)).containsOnlyNulls();
  }

  private int settle(@Nullable String... owners) {
    assertThat(look(owners)).isZero();
    return look(owners);
  }

  private int look(@Nullable String... owners) {
    return table.look(Arrays.asList(owners), nodes::get);
  }

  private List<@Nullable String> homes(int partitions) {
    @Nullable String[] homes = new String[partitions];
    Arrays.setAll(homes, table::elsewhere);
    return Arrays.asList(homes);
  }

  private void node(String id, boolean draining) {
    nodes.put(id, new ClusterNode(id, "http://" + id, draining));
  }
}
