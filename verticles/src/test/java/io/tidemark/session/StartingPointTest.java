package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StartingPointTest {
  private static final UUID NS = new UUID(1, 1);
  private static final long JOINED = 1_700_000_000_000_000L;
  private static final Membership AT_TEN =
      new Membership(NS, NamespaceKind.HOME, "home", Role.OWNER, 2, 10, JOINED, Membership.NEVER);

  @Test
  void a_namespace_that_is_not_named_was_never_seen() {
    StartingPoint start = new StartingPoint.Watermarks(Map.of(new UUID(1, 2), 4L));

    assertThat(start.watermark(AT_TEN)).isZero();
    assertThat(start.resetReason(AT_TEN)).isNull();
  }

  @Test
  void a_watermark_up_to_head_stands() {
    StartingPoint start = new StartingPoint.Watermarks(Map.of(NS, 10L));

    assertThat(start.watermark(AT_TEN)).isEqualTo(10);
    assertThat(start.resetReason(AT_TEN)).isNull();
  }

  @Test
  void a_watermark_above_head_is_of_another_journal() {
    assertThat(new StartingPoint.Watermarks(Map.of(NS, 11L)).resetReason(AT_TEN))
        .isEqualTo(ResetReason.AHEAD);
    assertThat(new StartingPoint.Remembered(Map.of(NS, AT_TEN.watermark(11))).resetReason(AT_TEN))
        .isEqualTo(ResetReason.AHEAD);
  }

  @Test
  void a_cursor_of_another_epoch_needs_a_reset() {
    StartingPoint same = new StartingPoint.Position(cursor(2));
    StartingPoint older = new StartingPoint.Position(cursor(1));

    assertThat(same.resetReason(AT_TEN)).isNull();
    assertThat(same.watermark(AT_TEN)).isEqualTo(7);
    assertThat(older.resetReason(AT_TEN)).isEqualTo(ResetReason.EPOCH);
  }

  @Test
  void what_a_partial_cursor_does_not_name_is_where_the_hub_remembers_it() {
    Cursor partial =
        new Cursor(new LinkedHashMap<>(Map.of(new UUID(1, 2), new CursorPosition(2, 7))), true);
    StartingPoint said = new StartingPoint.Position(partial);

    assertThat(StartingPoint.needsMemory(said)).isTrue();
    assertThat(said.watermark(AT_TEN)).isZero();
    assertThat(StartingPoint.of(said, Map.of(NS, AT_TEN.watermark(4))).watermark(AT_TEN))
        .isEqualTo(4);
    assertThat(StartingPoint.of(said, Map.of(NS, AT_TEN.watermark(11))).resetReason(AT_TEN))
        .isEqualTo(ResetReason.AHEAD);
  }

  @Test
  void what_a_whole_cursor_does_not_name_was_never_seen_whatever_the_hub_remembers() {
    StartingPoint said =
        new StartingPoint.Position(new Cursor(Map.of(new UUID(1, 2), new CursorPosition(2, 7))));

    assertThat(StartingPoint.needsMemory(said)).isFalse();
    assertThat(StartingPoint.of(said, Map.of(NS, AT_TEN.watermark(4))).watermark(AT_TEN)).isZero();
  }

  @Test
  void only_what_the_device_says_itself_is_news_to_the_hub() {
    assertThat(new StartingPoint.Remembered(Map.of()).spokenByDevice()).isFalse();
    assertThat(new StartingPoint.Watermarks(Map.of()).spokenByDevice()).isTrue();
    assertThat(new StartingPoint.Position(cursor(2)).spokenByDevice()).isTrue();
  }

  @Test
  void what_is_remembered_counts_only_for_this_journal_and_this_time_of_being_a_member() {
    assertThat(remembered(new Watermark(2, JOINED, 7)).watermark(AT_TEN)).isEqualTo(7);
    assertThat(remembered(new Watermark(2, JOINED - 1, 7)).watermark(AT_TEN)).isZero();
    assertThat(remembered(new Watermark(1, JOINED, 7)).watermark(AT_TEN)).isZero();
    assertThat(remembered(new Watermark(1, JOINED, 11)).resetReason(AT_TEN)).isNull();
  }

  @Test
  void a_cursor_from_before_the_user_joined_says_nothing_of_the_namespace() {
    StartingPoint before =
        new StartingPoint.Position(dated(2, JOINED - 1), Map.of(NS, AT_TEN.watermark(9)));
    StartingPoint since = new StartingPoint.Position(dated(2, JOINED));

    assertThat(before.watermark(AT_TEN)).isZero();
    assertThat(since.watermark(AT_TEN)).isEqualTo(7);
    assertThat(new StartingPoint.Position(dated(1, JOINED - 1)).resetReason(AT_TEN)).isNull();
  }

  private static StartingPoint remembered(Watermark watermark) {
    return new StartingPoint.Remembered(Map.of(NS, watermark));
  }

  private static Cursor dated(int epoch, long joinedMicros) {
    return new Cursor(
        new LinkedHashMap<>(Map.of(NS, new CursorPosition(epoch, 7))), false, joinedMicros);
  }

  private static Cursor cursor(int epoch) {
    return new Cursor(Map.of(NS, new CursorPosition(epoch, 7)));
  }
}
