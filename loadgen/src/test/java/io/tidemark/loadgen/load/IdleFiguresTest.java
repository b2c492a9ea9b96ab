package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class IdleFiguresTest {
  private static final IdleRoom.Node WIDE = new IdleRoom.Node(1, 20_000, 200);
  private static final IdleRoom.Node NARROW = new IdleRoom.Node(2, 1_024, 100);

  @Test
  void as_many_as_were_asked_for_if_there_is_room() {
    assertThat(IdleRoom.of(10_000, List.of(WIDE)))
        .isEqualTo(new IdleRoom(10_000, "as many as were asked for"));
  }

  @Test
  void the_node_with_the_least_room_decides_for_all() {
    IdleRoom room = IdleRoom.of(0, List.of(WIDE, NARROW, WIDE));
    assertThat(room.connections()).isEqualTo(3 * (1_024 - 100 - IdleRoom.OTHERS));
    assertThat(room.limit()).contains("hub process 2", "1,024", "ulimit -n");
  }

  @Test
  void more_than_there_is_room_for_is_cut_to_it_and_said() {
    IdleRoom room = IdleRoom.of(50_000, List.of(WIDE));
    assertThat(room.connections()).isEqualTo(20_000 - 200 - IdleRoom.OTHERS);
    assertThat(room.limit()).contains("hub process 1");
  }

  @Test
  void a_node_with_no_room_at_all_has_none() {
    assertThat(IdleRoom.of(0, List.of(new IdleRoom.Node(3, 100, 90))).connections()).isZero();
  }

  @Test
  void each_connection_took_its_share_of_what_came_to_it() {
    HubMemory before = new HubMemory(100_000, 90_000, 20_000, 5_000);
    HubMemory after = new HubMemory(160_000, 130_000, 50_000, 85_000);
    HubMemory.Each each = after.each(before, 10);
    assertThat(each).isEqualTo(new HubMemory.Each(6_000, 4_000, 3_000, 8_000));
    // Of the kernel only the hub's end.
    assertThat(each.gibibytes(1_000_000)).isCloseTo(9.3132, within(0.0001));
  }
}
